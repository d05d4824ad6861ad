import { failure, success, type Result } from "../errors.ts";
import type { Path, Problem, Wording } from "./problem.ts";
import { formatPath } from "./problem.ts";

/** A piece of the source, in UTF-16 code units from its beginning. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A problem that knows its place in the source, but not yet the line. */
export interface Finding {
  readonly path: Path;
  readonly span: Span;
  readonly wording: Wording;
}

/** The text of one file, for turning offsets into lines and columns. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lines: readonly string[];
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lines = text.split("\n");
    let start = 0;
    this.#lineStarts = this.#lines.map((line) => {
      const own = start;
      start += line.length + 1;
      return own;
    });
  }

  problem(finding: Finding): Problem {
    const offset = Math.max(0, Math.min(finding.span.offset, this.text.length));
    const line = this.#lineAt(offset);
    const sourceLine = (this.#lines[line] ?? "").replace(/\r$/, "");
    const column = Math.min(offset - (this.#lineStarts[line] ?? 0), sourceLine.length);
    const length = Math.max(1, Math.min(finding.span.length, sourceLine.length - column));
    return {
      file: this.file,
      line: line + 1,
      column: column + 1,
      path: formatPath(finding.path),
      ...finding.wording,
      sourceLine,
      length,
    };
  }

  #lineAt(offset: number): number {
    let [low, high] = [0, this.#lineStarts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The text of UTF-8 bytes, without a byte order mark; or the offset of the first wrong byte. */
export function decodeUtf8(bytes: Uint8Array): Result<string, number> {
  try {
    return success(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return failure(firstInvalidByte(bytes));
  }
}

/** How many bytes from the beginning are whole, valid characters. */
function firstInvalidByte(bytes: Uint8Array): number {
  let [valid, invalid] = [0, bytes.length];
  while (valid < invalid) {
    const middle = Math.ceil((valid + invalid) / 2);
    if (isUtf8(bytes.subarray(0, middle), { stream: true })) valid = middle;
    else invalid = middle - 1;
  }
  // What is left may end with the beginning of a character that never comes to its end.
  while (!isUtf8(bytes.subarray(0, valid), { stream: false })) valid--;
  return valid;
}

/** `stream` lets the last character be incomplete. */
function isUtf8(bytes: Uint8Array, options: { stream: boolean }): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, options);
    return true;
  } catch {
    return false;
  }
}
