/** One line of a picture: a label and its points, both axes above zero. */
export interface Line {
  readonly label: string;
  readonly points: ReadonlyArray<readonly [x: number, y: number]>;
}

export interface Picture {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** What stands below each point of the first line: two short rows. */
  readonly ticks: ReadonlyArray<{ readonly x: number; readonly rows: readonly string[] }>;
  readonly lines: readonly Line[];
}

const width = 800;
const height = 480;
const area = { left: 84, right: 780, top: 84, bottom: 386 };
const colours = ["#1c7ed6", "#2b8a3e", "#e8590c", "#862e9c"];
const ink = "#343a40";
const grid = "#dee2e6";

/** Draws lines on two logarithmic axes as an SVG that is readable at 800 pixels. */
export function drawPicture({ title, xTitle, yTitle, ticks, lines }: Picture): string {
  const ys = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const lowest = Math.floor(Math.log10(Math.min(...ys)));
  const highest = Math.ceil(Math.log10(Math.max(...ys)));
  const xs = ticks.map(({ x }) => Math.log10(x));
  const place = (value: number, from: number, to: number, start: number, end: number) =>
    start + ((Math.log10(value) - from) / (to - from)) * (end - start);
  const xOf = (x: number) => place(x, Math.min(...xs), Math.max(...xs), area.left + 24, area.right - 24);
  const yOf = (y: number) => place(y, lowest, highest, area.bottom, area.top);
  const decades = Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index));
  const parts = [
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(area.left, 30, title, { size: 18, weight: 600 }),
    text(area.left, 52, yTitle, { size: 13 }),
    ...decades.map(
      (y) =>
        `<path d="M${area.left} ${round(yOf(y))}H${area.right}" stroke="${grid}"/>${text(area.left - 10, yOf(y) + 4, shortNumber(y), { anchor: "end" })}`,
    ),
    ...ticks.map(({ x, rows }) =>
      rows
        .map((row, index) => text(xOf(x), area.bottom + 22 + index * 18, row, { anchor: "middle" }))
        .join(""),
    ),
    text((area.left + area.right) / 2, area.bottom + 66, xTitle, { size: 13, anchor: "middle" }),
    ...lines.map(({ label, points }, index) => {
      const colour = colours[index % colours.length] as string;
      const dots = points.map(([x, y]) => `${round(xOf(x))} ${round(yOf(y))}`);
      const key = area.left + index * 178;
      return `<path d="M${dots.join("L")}" fill="none" stroke="${colour}" stroke-width="2.5"/>${dots
        .map((dot) => `<circle cx="${dot.split(" ")[0]}" cy="${dot.split(" ")[1]}" r="4" fill="${colour}"/>`)
        .join(
          "",
        )}<circle cx="${key + 5}" cy="69" r="5" fill="${colour}"/>${text(key + 16, 73.5, label, { size: 13 })}`;
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" role="img" aria-label="${title}">\n${parts.join("\n")}\n</svg>\n`;
}

function text(
  x: number,
  y: number,
  words: string,
  { size = 12, anchor = "start", weight = 400 }: { size?: number; anchor?: string; weight?: number } = {},
): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${ink}">${words}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function shortNumber(value: number): string {
  return Number(value.toPrecision(1)).toString();
}
