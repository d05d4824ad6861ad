import { failure, success, type Result } from "../errors.ts";
import { commandText } from "./command-text.ts";
import type { Command, CommandProblem } from "./command.ts";
import { COMMANDS, type CommandName } from "./grammar.ts";
import { findInvisible } from "./invisible.ts";
import { nearest } from "./one-slip.ts";
import { parseOptions } from "./parse-options.ts";

type Parsed = Result<Command, CommandProblem>;

/** What may stand between a handle and what is asked: `**@codex**, run` and `@codex: run`. */
const OPENING = /^[*_~]*[,:]?\s*/;
const WORD = /^[a-z]+(?=\s|$)/i;
const ANY_WORD = /[\p{L}\p{N}]/u;
/** UTF-8 bytes; Linux takes 128 KiB as one argument of a program. */
const LONGEST_COMMAND = 120_000;
const NAMES: readonly CommandName[] = COMMANDS.map(({ name }) => name);

/**
 * Reads what was asked of the app: a command of `grammar.ts`, or free words for an agent. No
 * words at all ask for help.
 *
 * @param text all that follows the handle, as `findMention` gives it.
 */
export function parseCommand(text: string): Parsed {
  const lines = text.replaceAll(/\r\n?/g, "\n").trimEnd();
  const asked = lines.replace(OPENING, "");
  if (!ANY_WORD.test(asked)) return success({ kind: "help" });
  const isCommand = asked.startsWith("--") || wordOf(asked) === "run";
  const hidden = isCommand ? hiddenIn(lines.slice(0, -asked.length) + firstLine(asked)) : null;
  return hidden ?? parseVisible(asked);
}

function parseVisible(asked: string): Parsed {
  const options = parseOptions(asked);
  if (!options.ok) return options;
  const { commit, rest } = options.value;
  const word = wordOf(rest);
  const behind = rest.slice(word.length);
  if (word === "run") return parseRun(behind.replace(/^[ \t]+/, ""), commit);
  // "help me with the tests" is a wish for an agent.
  if (word === "help" && firstLine(behind).trim() === "") return success({ kind: "help" });
  return parseUnnamed(rest.trim(), commit);
}

function wordOf(text: string): string {
  return WORD.exec(text)?.[0].toLowerCase() ?? "";
}

function parseRun(behind: string, commitBefore: string | null): Parsed {
  const options = parseOptions(behind);
  if (!options.ok) return options;
  const { commit, rest } = options.value;
  if (commit !== null && commitBefore !== null) {
    return failure({ kind: "repeated-option", option: "--commit" });
  }
  const { command, leftOut } = commandText(rest);
  if (command === "") {
    return failure({ kind: "missing-argument", command: "run", argument: "COMMAND" });
  }
  const problem = hiddenIn(command) ?? tooLong(command);
  return problem ?? success({ kind: "run", command, leftOut, commit: commit ?? commitBefore });
}

function parseUnnamed(text: string, commit: string | null): Parsed {
  if (text === "") return failure({ kind: "missing-command" });
  const meant = /^\S+$/.test(text) ? nearest(text, NAMES) : null;
  if (meant !== null) return failure({ kind: "unknown-command", word: text, nearest: meant });
  return success({ kind: "prompt", text, commit });
}

/** A character that nobody sees could hide what a command really does from who reads it. */
function hiddenIn(text: string): Parsed | null {
  const character = findInvisible(text);
  return character === null ? null : failure({ kind: "invisible-character", character });
}

function tooLong(command: string): Parsed | null {
  const bytes = Buffer.byteLength(command);
  return bytes > LONGEST_COMMAND
    ? failure({ kind: "too-long", bytes, most: LONGEST_COMMAND })
    : null;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
