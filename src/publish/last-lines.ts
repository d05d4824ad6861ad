import { fenceShown } from "./inert.ts";
import { byteLength, countOf, cutToBytes } from "./text-size.ts";
import { showOutput } from "./visible.ts";

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
