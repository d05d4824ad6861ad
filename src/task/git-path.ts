/**
 * Paths as git prints them. Here a path is a string of bytes: one character from `\0` to `\xff`
 * for each byte ("latin1"), since a path need not be UTF-8.
 */
export type BytePath = string;

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  '"': '"',
  "\\": "\\",
};

const QUOTED = /^"((?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*)"/;
const ESCAPE = /\\([0-3][0-7]{2}|.)/g;

/**
 * Takes one path off the start of a text: in git's C-style quotes, or plain up to the end.
 * Null where the quotes do not close or hold an unknown escape.
 */
export function takePath(text: string): { readonly path: BytePath; readonly rest: string } | null {
  if (!text.startsWith('"')) return { path: text, rest: "" };
  const quoted = QUOTED.exec(text);
  if (quoted === null) return null;
  const path = (quoted[1] ?? "").replace(ESCAPE, (_, escape: string) =>
    escape.length === 3 ? String.fromCharCode(Number.parseInt(escape, 8)) : (ESCAPES[escape] ?? ""),
  );
  return { path, rest: text.slice(quoted[0].length) };
}

export function bytesOf(path: BytePath): Uint8Array {
  return Buffer.from(path, "latin1");
}

/** One well-formed UTF-8 sequence of several bytes, or a byte that is part of none. */
const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Bytes read as UTF-8; a byte that is not part of it is written as `\xe9`. */
export function decodeLossless(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return latin1.replace(SEQUENCE, (sequence) =>
    sequence.length === 1
      ? `\\x${sequence.charCodeAt(0).toString(16)}`
      : Buffer.from(sequence, "latin1").toString("utf8"),
  );
}
