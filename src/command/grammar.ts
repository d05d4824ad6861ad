/** An option of a command, written `--name VALUE` or `--name=VALUE`. */
export interface OptionSyntax {
  readonly name: string;
  /** The placeholder in the help. */
  readonly value: string;
  /** What the value must be, with its article. */
  readonly expected: string;
  readonly pattern: RegExp;
}

export interface CommandSyntax {
  readonly name: string;
  /** The placeholder in the help; null where the command takes nothing. */
  readonly argument: string | null;
  readonly options: readonly string[];
  /** One line for the help. */
  readonly description: string;
}

export const OPTIONS = [
  {
    name: "--commit",
    value: "SHA",
    expected: "a commit, as 7 to 40 hexadecimal digits",
    pattern: /^[0-9a-f]{7,40}$/i,
  },
] as const satisfies readonly OptionSyntax[];

/** All that can be said to the app; the parser, the help and the "did you mean" read it here. */
export const COMMANDS = [
  {
    name: "run",
    argument: "COMMAND",
    options: ["--commit"],
    description: "Run a command in this repository's environment and show what it changes.",
  },
  {
    name: "help",
    argument: null,
    options: [],
    description: "Show this list.",
  },
] as const satisfies readonly CommandSyntax[];

export type OptionName = (typeof OPTIONS)[number]["name"];
export type CommandName = (typeof COMMANDS)[number]["name"];

/** How each command is typed and what it does: `@codex run [--commit SHA] COMMAND`. */
export function usage(handle: string): { readonly typed: string; readonly description: string }[] {
  return COMMANDS.map((command: CommandSyntax) => {
    const options = OPTIONS.filter(({ name }) => command.options.includes(name));
    const words = [
      `@${handle}`,
      command.name,
      ...options.map(({ name, value }) => `[${name} ${value}]`),
      ...(command.argument === null ? [] : [command.argument]),
    ];
    return { typed: words.join(" "), description: command.description };
  });
}
