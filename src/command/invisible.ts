/**
 * Characters that a reader cannot see, or that reorder what they see: controls, format
 * characters (so every bidirectional override and zero-width character), every space but the
 * ordinary one, line separators, fillers, and halves of surrogate pairs. Tabs and line feeds
 * are left out: they are layout.
 */
const INVISIBLE =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u{2800}]--[ \t\n]]/v;

/** An emoji may hold joiners and variation selectors of its own, which hide nothing. */
const EMOJI_OR_CHARACTER = /\p{RGI_Emoji}|[^ -~]/gv;

/** The first invisible character as `U+3000`, or null where there is none. */
export function findInvisible(text: string): string | null {
  if (!INVISIBLE.test(text)) return null;
  for (const [character] of text.matchAll(EMOJI_OR_CHARACTER)) {
    if (isHidden(character)) return `U+${hexOf(character).toUpperCase().padStart(4, "0")}`;
  }
  return null;
}

/** The text with every invisible character written out, as in `\u{202e}`. */
export function showInvisible(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  return text.replace(EMOJI_OR_CHARACTER, (character) =>
    isHidden(character) ? `\\u{${hexOf(character)}}` : character,
  );
}

function isHidden(character: string): boolean {
  const isOneCharacter = character.length === String.fromCodePoint(codePointOf(character)).length;
  return isOneCharacter && INVISIBLE.test(character);
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function hexOf(character: string): string {
  return codePointOf(character).toString(16);
}
