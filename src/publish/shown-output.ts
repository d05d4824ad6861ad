import type { OutputExcerpt } from "../task/report.ts";
import { fenceShown } from "./inert.ts";
import { byteLength, countOf, cutToBytes } from "./text-size.ts";
import { showOutput } from "./shown-text.ts";

/** The fence around the lines, and the sentence before it. */
const FRAME_BYTES = 250;

/**
 * The end of some output in a fence, with a sentence before it where lines are missing. The
 * oldest lines go first. Empty where there is no output; without any room, only the sentence.
 *
 * @param lines hostile text, oldest first.
 * @param linesBefore how many came before these.
 * @param budget UTF-8 bytes that all of it may have.
 */
export function lastLines(lines: readonly string[], linesBefore: number, budget: number): string {
  const shown = budget < FRAME_BYTES ? [] : newestWithin(lines, budget - FRAME_BYTES);
  const missing = linesBefore + lines.length - shown.length;
  const text = shown.join("\n").replace(/^\s*\n|\s+$/g, "");
  if (text === "") return missing === 0 ? "" : `(${countOf(missing, "line")} of output left out)`;
  const notice = missing === 0 ? "" : `(${countOf(missing, "earlier line")} left out)\n\n`;
  return notice + fenceShown(text);
}

/** What the start of the output gets at the least of a budget too small for both; the end tells more. */
const SHARE_OF_START = 0.25;

/**
 * The start and the end of some output, with what is missing between them. Empty where there is
 * no output.
 *
 * @param budget UTF-8 bytes that all of it may have.
 */
export function startAndEnd({ first, leftOut, last }: OutputExcerpt, budget: number): string {
  if (first.length === 0 || leftOut === 0) {
    const all = [...first, ...last];
    const size = all.reduce((sum, line) => sum + byteLength(showOutput(line)) + 1, FRAME_BYTES);
    if (first.length === 0 || size <= budget) return lastLines(all, leftOut, budget);
  }
  const room = budget - 2 * FRAME_BYTES;
  const end = newestWithin(last, room - sizeOf(oldestWithin(first, room * SHARE_OF_START)));
  const start = oldestWithin(first, room - sizeOf(end));
  const missing = leftOut + first.length - start.length + last.length - end.length;
  return [
    fenceShown(start.join("\n").trimEnd()),
    missing === 0 ? "" : `(${countOf(missing, "line")} left out)`,
    end.length === 0 ? "" : fenceShown(end.join("\n").replace(/^\s*\n|\s+$/g, "")),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function sizeOf(shown: readonly string[]): number {
  return shown.reduce((sum, line) => sum + byteLength(line) + 1, 0);
}

/** As many of the oldest lines as fit; of a single one too long, its start. */
function oldestWithin(lines: readonly string[], budget: number): string[] {
  const shown: string[] = [];
  let left = budget;
  for (const line of lines) {
    const text = showOutput(line);
    left -= byteLength(text) + 1;
    if (left < 0) return shown.length > 0 ? shown : [cutToBytes(text, budget)];
    shown.push(text);
  }
  return shown;
}

/** As many of the newest lines as fit, oldest first; of a single one too long, its start. */
function newestWithin(lines: readonly string[], budget: number): string[] {
  const shown: string[] = [];
  let left = budget;
  for (const line of lines.toReversed()) {
    const text = showOutput(line);
    const size = byteLength(text) + 1;
    if (size > left && shown.length > 0) break;
    shown.push(size > left ? cutToBytes(text, left) : text);
    left -= size;
    if (left <= 0) break;
  }
  return shown.toReversed();
}
