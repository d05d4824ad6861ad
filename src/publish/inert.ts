import { cut, showOutput } from "./shown-text.ts";

/** Characters that a code span shows where its caller does not say. */
const LONGEST_SPAN = 120;
const LONGEST_PLAIN = 1_000;

/** What GitHub makes a link, a mention or a formula of, wherever it finds it in prose. */
const LIVE = /@|#\d|\bGH-\d|:\/\/|www\.|mailto:|xmpp:|(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])|\$/i;

/**
 * Text of several lines as a fenced block, which nothing in it can end.
 *
 * @param info the language, for its colours.
 */
export function fence(text: string, info = ""): string {
  return fenceShown(showOutput(text.replace(/\r?\n$/, "")), info);
}

/** The same for text that `showOutput` or `showLine` made. */
export function fenceShown(shown: string, info = ""): string {
  const ticks = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${ticks}${info.replace(/[^\w+-]/g, "")}\n${shown}\n${ticks}`;
}

/**
 * Text as a code span on one line, cut to a number of characters. Not for a cell of a table: a
 * bar in it would end the cell.
 */
export function codeSpan(text: string, longest = LONGEST_SPAN): string {
  const line = showOutput(text.slice(0, 4 * longest).trim())
    .replace(/\s*\n\s*/g, " ↵ ")
    .replaceAll("\t", " ");
  const shown = cut(line, longest);
  if (shown === "") return "(nothing)";
  const ticks = "`".repeat(longestRun(shown) + 1);
  const space = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return `${ticks}${space}${shown}${space}${ticks}`;
}

/** A commit for prose: GitHub makes a full SHA a short link. */
export function commitReference(sha: string): string {
  return /^[0-9a-f]{40}$/.test(sha) ? sha : codeSpan(sha);
}

/**
 * Text as one line of prose: no Markdown or HTML in it works, and nothing becomes a link or
 * a mention, since words that might are shown as code. Single backticks quote code as usual.
 */
export function plain(text: string, longest = LONGEST_PLAIN): string {
  const line = cut(
    showOutput(text.slice(0, 2 * longest))
      .replace(/\s+/g, " ")
      .trim(),
    longest,
  );
  let prose = "";
  for (const [token] of line.matchAll(/`[^`]+`| |[^ `]+|`/g)) {
    const piece = plainPiece(token);
    // Two code spans in a row would become one.
    prose += prose.endsWith("`") && piece.startsWith("`") ? ` ${piece}` : piece;
  }
  return prose.replace(/^([#+=-]|\d+(?=[.)]))/, (start) =>
    /^\d/.test(start) ? `${start}\\` : `\\${start}`,
  );
}

function plainPiece(token: string): string {
  if (token.length > 2 && token.startsWith("`")) return codeSpan(token.slice(1, -1));
  if (LIVE.test(token)) return codeSpan(token);
  return token
    .replace(/[\\`*_[\]~|]/g, String.raw`\$&`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
