import { styleText } from "node:util";

/** What a command ends with. */
export const EXIT = {
  done: 0,
  /** The answer is no: an invalid file, a failed outcome. */
  no: 1,
  /** The command was given wrongly. */
  misuse: 2,
  /** No server or no container engine. */
  unreachable: 3,
  refused: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one sentence on stderr; for what the caller can mend. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

type Style = Parameters<typeof styleText>[0];

/** One line, or several, of a command's own result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Everything else: notes, progress, errors. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Coloured only where stdout is a terminal that wants it; `NO_COLOR` and `FORCE_COLOR` count. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Sets the code that the process ends with, once its output is written. */
export function endWith(code: ExitCode): void {
  process.exitCode = code;
}
