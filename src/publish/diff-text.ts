import type { DiffLine, FileDiff, Hunk } from "../task/file-diff.ts";
import { decodeLossless } from "../task/git-path.ts";
import { cutToBytes } from "./text-size.ts";
import { cut, showLine } from "./shown-text.ts";

/** UTF-8 bytes; only a hostile name makes more. */
const LARGEST_HEADER = 8_000;
const LONGEST_HEADING = 80;
const CARRIAGE_RETURN = 0x0d;
const SIGNS: Readonly<Record<DiffLine["kind"], string>> = {
  context: " ",
  added: "+",
  removed: "-",
};

/** The lines before a file's hunks, as git has them, but without the ids of its blobs. */
export function headerText(file: FileDiff): string {
  const lines = decodeLossless(file.header)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("index "))
    .map(showLine);
  if (file.binary) lines.push("(binary, not shown)");
  return cutToBytes(lines.join("\n"), LARGEST_HEADER);
}

/** `@@ -1,3 +1,4 @@ heading` for the first lines of a hunk, which may be all of them. */
export function hunkText(hunk: Hunk, lines: readonly DiffLine[]): string {
  const oldLines = lines.filter(({ kind }) => kind !== "added").length;
  const newLines = lines.filter(({ kind }) => kind !== "removed").length;
  const old = `${startOf(hunk.oldStart, hunk.oldLines, oldLines)},${oldLines}`;
  const now = `${startOf(hunk.newStart, hunk.newLines, newLines)},${newLines}`;
  const heading = cut(showLine(decodeLossless(hunk.heading)), LONGEST_HEADING);
  return `@@ -${old} +${now} @@ ${heading}`.trimEnd();
}

/** An empty side is named after the line before it. */
function startOf(start: number, allLines: number, lines: number): number {
  return lines === 0 && allLines > 0 ? start - 1 : start;
}

/**
 * A function that gives lines of this file as text. Carriage returns are only shown where some
 * lines have one and others not.
 */
export function lineTexts(file: FileDiff): (line: DiffLine) => string {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const isAllReturns = lines.every(({ bytes }) => bytes.at(-1) === CARRIAGE_RETURN);
  return ({ kind, bytes, endsInNewline }) => {
    const content = isAllReturns ? bytes.subarray(0, -1) : bytes;
    const end = endsInNewline ? "" : "\n\\ No newline at end of file";
    return `${SIGNS[kind]}${showLine(decodeLossless(content))}${end}`;
  };
}
