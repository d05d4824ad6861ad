export type Side = "LEFT" | "RIGHT";

/** One line of a hunk, with its number on each side where it stands there. */
export interface PatchLine {
  readonly text: string;
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** How many lines below the file's first `@@`; GitHub's older way to point at a line. */
  readonly position: number;
}

export interface Hunk {
  readonly header: string;
  readonly lines: readonly PatchLine[];
}

const HEADER = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** Reads the hunks of one file's patch. */
export function parseHunks(patch: string): Hunk[] {
  const hunks: { header: string; lines: PatchLine[] }[] = [];
  let left = 0;
  let right = 0;
  for (const [position, text] of patch.split("\n").entries()) {
    const header = HEADER.exec(text);
    if (header) {
      hunks.push({ header: text, lines: [] });
      [left, right] = [Number(header[1]), Number(header[2])];
      continue;
    }
    const kind = text[0] ?? "";
    if (!" +-".includes(kind) || kind === "") continue;
    const line = {
      text,
      position,
      left: kind === "+" ? undefined : left,
      right: kind === "-" ? undefined : right,
    };
    hunks.at(-1)?.lines.push(line);
    if (kind !== "+") left += 1;
    if (kind !== "-") right += 1;
  }
  return hunks;
}

export interface PlacedLine {
  readonly hunk: Hunk;
  readonly line: PatchLine;
}

/** Where a line of one side stands in the hunks, if it does: a context line stands on both. */
export function findLine(
  hunks: readonly Hunk[],
  side: Side,
  number: number,
): PlacedLine | undefined {
  return find(hunks, (line) => (side === "LEFT" ? line.left : line.right) === number);
}

export function findPosition(hunks: readonly Hunk[], position: number): PlacedLine | undefined {
  return find(hunks, (line) => line.position === position);
}

function find(
  hunks: readonly Hunk[],
  matches: (line: PatchLine) => boolean,
): PlacedLine | undefined {
  for (const hunk of hunks) {
    const line = hunk.lines.find(matches);
    if (line) return { hunk, line };
  }
  return undefined;
}

/** What GitHub shows above a comment: the hunk from its header down to the line. */
export function hunkDownTo({ hunk, line }: PlacedLine): string {
  const shown = hunk.lines.filter(({ position }) => position <= line.position);
  return [hunk.header, ...shown.map(({ text }) => text)].join("\n");
}
