/** Bytes of a text in UTF-8, which is what GitHub's limits are about. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** The start of a text that has at most so many bytes, never ending inside a character. */
export function cutToBytes(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  const room = Math.max(0, bytes - byteLength("…"));
  const start = Buffer.from(text.slice(0, room)).subarray(0, room);
  // A decoder that waits for more keeps the beginning of a cut character to itself.
  return bytes < byteLength("…") ? "" : `${new TextDecoder().decode(start, { stream: true })}…`;
}

/** `1 file`, `1,204 files`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** `+1,204 −3`; empty where no line changed, as where only a name or a mode did. */
export function lineCounts(added: number, removed: number): string {
  if (added + removed === 0) return "";
  return `+${added.toLocaleString("en")} −${removed.toLocaleString("en")}`;
}
