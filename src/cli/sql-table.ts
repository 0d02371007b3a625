import pg from "pg";

const { INT2, INT4, INT8, NUMERIC, FLOAT4, FLOAT8, OID } = pg.types.builtins;
const NUMBERS: ReadonlySet<number> = new Set([INT2, INT4, INT8, NUMERIC, FLOAT4, FLOAT8, OID]);

export interface Column {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Rows under their names, as psql draws them: numbers to the right, an empty place for what is null. */
export function drawTable(
  columns: readonly Column[],
  rows: ReadonlyArray<ReadonlyArray<string | null>>,
): string {
  const texts = rows.map((row) => row.map((value) => (value ?? "").replaceAll("\n", "↵")));
  const widths = columns.map(({ name }, index) =>
    Math.max(length(name), ...texts.map((row) => length(row[index] as string))),
  );
  const line = (cells: readonly string[], isHead: boolean) =>
    cells
      .map((text, index) => {
        const gap = (widths[index] as number) - length(text);
        const left = isHead ? Math.floor(gap / 2) : isNumber(columns[index] as Column) ? gap : 0;
        return ` ${" ".repeat(left)}${text}${" ".repeat(gap - left)} `;
      })
      .join("|")
      .trimEnd();
  const head = line(
    columns.map(({ name }) => name),
    true,
  );
  const rule = widths.map((width) => "-".repeat(width + 2)).join("+");
  return [head, rule, ...texts.map((row) => line(row, false))].join("\n");
}

function isNumber({ dataTypeID }: Column): boolean {
  return NUMBERS.has(dataTypeID);
}

function length(text: string): number {
  return [...text].length;
}
