import type { DiffLine, Hunk } from "../task/file-diff.ts";

/** Neighbouring lines that a change takes away and puts in, without any context. */
export interface ChangedRun {
  /** Number in the old file of the first line taken away; of the line behind, if there is none. */
  readonly start: number;
  readonly removed: readonly DiffLine[];
  readonly added: readonly DiffLine[];
  /** The unchanged lines on either side, null where the hunk has none. */
  readonly before: DiffLine | null;
  readonly after: DiffLine | null;
}

/** The smallest changes that a hunk consists of, in their order. */
export function changedRuns(hunk: Hunk): ChangedRun[] {
  const runs: ChangedRun[] = [];
  const { lines } = hunk;
  let number = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
  for (let at = 0; at < lines.length; at += 1) {
    const end = endOfRun(lines, at);
    const run = lines.slice(at, end);
    const removed = run.filter(({ kind }) => kind === "removed");
    const added = run.filter(({ kind }) => kind === "added");
    if (run.length > 0) {
      const [before, after] = [lines[at - 1] ?? null, lines[end] ?? null];
      runs.push({ start: number, removed, added, before, after });
    }
    number += removed.length + 1;
    at = end;
  }
  return runs;
}

function endOfRun(lines: readonly DiffLine[], start: number): number {
  let end = start;
  while (end < lines.length && lines[end]?.kind !== "context") end += 1;
  return end;
}
