import { isUtf8 } from "node:buffer";
import { findInvisible } from "../command/invisible.ts";
import type { DiffLine } from "../task/file-diff.ts";
import type { ChangedRun } from "./changed-runs.ts";
import { covers, type LineRange } from "./commentable-lines.ts";

/** A comment on lines of a pull request's new side (`RIGHT`) that can be committed as it is. */
export interface Suggestion {
  readonly path: string;
  /** Null for a suggestion on a single line. */
  readonly startLine: number | null;
  readonly line: number;
  /** Markdown. */
  readonly body: string;
}

/** Lines of the old file, and what they shall be. */
interface Replacement extends LineRange {
  /** Every line that is taken away or put in. */
  readonly lines: readonly DiffLine[];
  readonly text: readonly DiffLine[];
}

/** UTF-8 bytes; GitHub takes 65,536 characters. */
const LARGEST_BODY = 60_000;
const LONGEST_FENCE = 40;

/**
 * The suggestion that makes one change, or null where GitHub takes none there, or would change
 * something else.
 *
 * @param free lines that may be commented on and belong to no other suggestion.
 */
export function suggest(
  path: string,
  run: ChangedRun,
  free: readonly LineRange[],
): Suggestion | null {
  const replacement = replacements(run).find(
    (candidate) => covers(free, candidate) && candidate.lines.every(isPlain),
  );
  const body = replacement === undefined ? null : suggestionBlock(textOf(replacement.text));
  if (replacement === undefined || body === null) return null;
  const { first, last } = replacement;
  return { path, startLine: first === last ? null : first, line: last, body };
}

/**
 * What a change can be said as. A suggestion replaces lines, so lines that are only put in come
 * with an unchanged neighbour. So do blank lines: a suggestion of nothing but them could be
 * taken for an empty one, which deletes.
 */
function replacements({ start, removed, added, before, after }: ChangedRun): Replacement[] {
  const last = start + removed.length - 1;
  const lines = [...removed, ...added];
  const isClear = added.some(({ bytes }) => bytes.length > 0) || added.length === 0;
  if (removed.length > 0 && isClear) return [{ first: start, last, lines, text: added }];
  return [
    before && { first: start - 1, last, lines: [before, ...lines], text: [before, ...added] },
    after && { first: start, last: last + 1, lines: [...lines, after], text: [...added, after] },
  ].filter((replacement) => replacement !== null);
}

/** Whether a line comes through a comment and a commit unchanged, and is seen as it is. */
function isPlain({ bytes, endsInNewline }: DiffLine): boolean {
  return endsInNewline && isUtf8(bytes) && findInvisible(decode(bytes)) === null;
}

function textOf(lines: readonly DiffLine[]): string {
  return lines.map(({ bytes }) => `${decode(bytes)}\n`).join("");
}

function suggestionBlock(text: string): string | null {
  const runs = text.match(/`{3,}/g) ?? [];
  const longest = runs.reduce((length, run) => Math.max(length, run.length), 2);
  const ticks = "`".repeat(longest + 1);
  const block = `${ticks}suggestion\n${text}${ticks}`;
  const isShort = longest <= LONGEST_FENCE && Buffer.byteLength(block) <= LARGEST_BODY;
  return isShort ? block : null;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
