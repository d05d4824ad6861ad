import { stripVTControlCharacters } from "node:util";

/** Columns of everything that is laid out here. */
export const WIDTH = 78;

function widthOf(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** Prose on lines that are no longer than the width, where its words allow that. */
export function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(word) <= WIDTH) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.filter((line) => line !== "");
}

/** Lines behind a sign or behind spaces; no line ends in such spaces. */
export function indented(lines: readonly string[], by: string): string[] {
  return lines.map((line) => (line === "" ? by.trimEnd() : `${by}${line}`));
}

/** Rows of cells in columns, two spaces apart; the columns of `toTheRight` end in one line. */
export function tableLines(
  rows: readonly (readonly string[])[],
  toTheRight: readonly boolean[],
): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  return rows.map((row) => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? "";
      const space = " ".repeat(width - widthOf(cell));
      return toTheRight[column] === true ? `${space}${cell}` : `${cell}${space}`;
    });
    return cells.join("  ").trimEnd();
  });
}
