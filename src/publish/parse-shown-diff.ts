import type { TaskDiff } from "../task/diff.ts";
import type { FileDiff } from "../task/file-diff.ts";
import { parseDiff } from "../task/parse-diff.ts";

/** Of a patch. Nobody reads on from there, and millions of lines would stall the process. */
const MOST_LINES = 100_000;
const LINE_FEED = 0x0a;

/** A task's diff to be shown, or one sentence on why it cannot be. */
export type ShownDiff =
  | { readonly files: readonly FileDiff[] }
  | { readonly files: null; readonly why: string };

export function parseShownDiff({ patch, patchBytes }: TaskDiff): ShownDiff {
  if (patch === null) return tooLarge(patchBytes, "bytes");
  const lines = countLines(patch);
  if (lines > MOST_LINES) return tooLarge(lines, "lines");
  const parsed = parseDiff(patch);
  return parsed.ok ? { files: parsed.value } : { files: null, why: "The diff cannot be shown." };
}

function tooLarge(size: number, unit: string): ShownDiff {
  return {
    files: null,
    why: `The diff is too large to show: ${size.toLocaleString("en")} ${unit}.`,
  };
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
    lines += 1;
  }
  return lines;
}
