const LINE_FEED = 0x0a;

/** Reads a patch line by line. Lines are views into it, without their line feed. */
export class PatchLines {
  readonly #bytes: Buffer;
  #offset = 0;
  #number = 1;

  constructor(patch: Uint8Array) {
    this.#bytes = Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength);
  }

  /** Number of the line that `peek` shows, from 1. */
  get number(): number {
    return this.#number;
  }

  /** Bytes before the line that `peek` shows. */
  get offset(): number {
    return this.#offset;
  }

  /** The next line, or null at the end. A last line without a line feed counts as a line. */
  peek(): Buffer | null {
    if (this.#offset >= this.#bytes.length) return null;
    return this.#bytes.subarray(this.#offset, this.#lineEnd());
  }

  next(): Buffer | null {
    const line = this.peek();
    if (line === null) return null;
    this.#offset += line.length + 1;
    this.#number += 1;
    return line;
  }

  #lineEnd(): number {
    const end = this.#bytes.indexOf(LINE_FEED, this.#offset);
    return end === -1 ? this.#bytes.length : end;
  }
}

/** Whether a line starts with a text of ASCII characters. */
export function startsWith(line: Buffer | null, text: string): boolean {
  return line?.toString("latin1", 0, text.length) === text;
}
