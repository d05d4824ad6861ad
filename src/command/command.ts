import type { CommandName, OptionName } from "./grammar.ts";

/** What a mention asks for. `commit` is 7 to 40 hexadecimal digits in lower case, if it was given. */
export type Command =
  | {
      readonly kind: "run";
      /** One line, or a script of several lines. Hostile text, without invisible characters. */
      readonly command: string;
      /** Whether lines below it look meant to be run as well: one line or one block is run. */
      readonly leftOut: boolean;
      readonly commit: string | null;
    }
  | { readonly kind: "help" }
  | {
      readonly kind: "prompt";
      /** Free words for an agent, never empty. Hostile text. */
      readonly text: string;
      readonly commit: string | null;
    };

/** Why a mention cannot be obeyed. Texts in it are hostile, as they were typed. */
export type CommandProblem =
  | {
      readonly kind: "unknown-command";
      readonly word: string;
      readonly nearest: CommandName;
    }
  | {
      readonly kind: "unknown-option";
      readonly option: string;
      readonly nearest: OptionName | null;
    }
  | { readonly kind: "repeated-option"; readonly option: OptionName }
  | { readonly kind: "missing-value"; readonly option: OptionName; readonly value: string }
  | {
      readonly kind: "invalid-value";
      readonly option: OptionName;
      readonly found: string;
      /** With its article: `a commit, as 7 to 40 hexadecimal digits`. */
      readonly expected: string;
    }
  | { readonly kind: "missing-command" }
  | { readonly kind: "missing-argument"; readonly command: CommandName; readonly argument: string }
  | {
      readonly kind: "too-long";
      /** In UTF-8. */
      readonly bytes: number;
      readonly most: number;
    }
  | {
      readonly kind: "invisible-character";
      /** `U+3000`. */
      readonly character: string;
    };
