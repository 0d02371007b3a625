// One piece of SQL at a time: what may hold a semicolon that ends nothing, and everything else. Names are whole pieces
// so that the "e" of an escape string is told from the end of a name. What is not finished yet matches its first
// character alone.
const PIECE = new RegExp(
  [
    /[eE]'(?:\\.|''|[^'\\])*'/,
    /'(?:''|[^'])*'/,
    /"(?:""|[^"])*"/,
    /--[^\n]*/,
    /\/\*.*?\*\//,
    /\$(?<tag>[\p{L}_][\p{L}\d_]*)?\$.*?\$\k<tag>\$/u,
    /[\p{L}\d_][\p{L}\d_$]*/u,
    /./,
  ]
    .map(({ source }) => source)
    .join("|"),
  "suy",
);
const OPENING = /['"]|\/\*|[eE]'|\$(?:[\p{L}_][\p{L}\d_]*)?\$/uy;

/** Splits what was typed or piped into whole statements; `rest` is what waits for its semicolon. */
export function splitStatements(text: string): { statements: string[]; rest: string } {
  const statements: string[] = [];
  let begin = 0;
  let at = 0;
  while (at < text.length) {
    const piece = match(PIECE, text, at);
    if (piece.length === 1 && match(OPENING, text, at) !== "") break;
    at += piece.length;
    if (piece === ";") {
      statements.push(text.slice(begin, at).trim());
      begin = at;
    }
  }
  return { statements: statements.filter((one) => !isBlank(one)), rest: text.slice(begin) };
}

/** True when there is nothing to run: blanks and comments only. */
export function isBlank(text: string): boolean {
  return text.replace(/--[^\n]*|\/\*.*?\*\//gs, "").replace(/[\s;]/g, "") === "";
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
