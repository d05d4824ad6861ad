/**
 * Characters that a terminal obeys or hides instead of showing: controls (so every escape
 * sequence), bidirectional overrides, zero-width characters, line separators, and halves of
 * surrogate pairs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with every such character written as `\x1b` or `\u{202e}`; a tab too. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code <= 0xff ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
  });
}
