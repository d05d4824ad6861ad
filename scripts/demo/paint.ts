import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** How text is coloured, or that it is not. */
export interface Paint {
  readonly hasColours: boolean;
  apply(style: Style, text: string): string;
}

export const PLAIN: Paint = { hasColours: false, apply: (_style, text) => text };

/** Colours where the stream is a terminal that wants them; `NO_COLOR` and `FORCE_COLOR` count. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const apply = (style: Style, text: string) => styleText(style, text, { stream });
  return apply("bold", "x") === "x" ? PLAIN : { hasColours: true, apply };
}
