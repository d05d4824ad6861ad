import { usage } from "../command/grammar.ts";
import type { Command, CommandProblem } from "../command/command.ts";
import type { TaskId } from "../task/ids.ts";
import { codeSpan, commitReference, fence } from "./inert.ts";
import { cutToBytes } from "./text-size.ts";

const LONGEST_EXAMPLE_BYTES = 2_000;

/** Where words stand that are not in the conversation, by their kind. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "review-comment": "on a line of the diff",
  review: "in a review",
};

/**
 * Says whom and what a reply answers, where it does not stand below that: replies go to the
 * conversation, also those to a comment on a line and to a review.
 */
export function addressed(
  { login, source }: { readonly login: string; readonly source: string },
  body: string,
): string {
  const place = ELSEWHERE[source];
  return place === undefined ? body : `To ${codeSpan(login)}, who asked ${place}:\n\n${body}`;
}

/** To somebody without write access. One line, since anybody can make the app say it. */
export function notAllowed(login: string): string {
  return `Sorry ${codeSpan(login)}, only people with write access to this repository can ask me.`;
}

/** The branch has another head by now than when the task was asked for. */
export function commitMoved({
  handle,
  command,
  askedAt,
  head,
}: {
  readonly handle: string;
  readonly command: Command;
  /** Full SHAs. */
  readonly askedAt: string;
  readonly head: string;
}): string {
  return (
    `The pull request moved from ${commitReference(askedAt)} to ${commitReference(head)} since you asked, ` +
    `so I ran nothing. To run it on the new commit, look at it and ask again:\n\n` +
    askAgain(handle, command, head)
  );
}

/** A pull request from a fork whose head, at the time of the comment, nobody told us. */
export function forkHeadUnknown({
  handle,
  command,
  head,
}: {
  readonly handle: string;
  readonly command: Command;
  /** The full SHA of the head now. */
  readonly head: string;
}): string {
  return (
    `This pull request comes from a fork, and I do not know which commit you saw when you asked, ` +
    `so I ran nothing. The head is ${commitReference(head)} now. If that is the one, ask again:\n\n` +
    askAgain(handle, command, head)
  );
}

/** A commit was named, but it is none of the pull request's. */
export function notInPullRequest(commit: string): string {
  return (
    `This pull request has no commit ${commitReference(commit)}, or several that begin like it, ` +
    `so I ran nothing. Please name one of its commits, by more digits.`
  );
}

/** A commit was named on an issue, but not by the full id of one on the default branch. */
export function notOnBranch(commit: string, branch: string): string {
  return (
    `The branch ${codeSpan(branch)} does not hold the commit ${commitReference(commit)}, so I ran ` +
    `nothing. On an issue, I take commits of that branch, by all 40 digits.`
  );
}

/** The branch that a pull request is to be merged into is gone. */
export function baseMissing(base: string): string {
  return (
    `The branch ${codeSpan(base)}, which this pull request is for, does not exist any more, ` +
    `so I ran nothing.`
  );
}

export function pullRequestMissing(): string {
  return "I cannot see this pull request any more, so I ran nothing.";
}

export function emptyRepository(): string {
  return "This repository has no commit yet, so there is nothing to run a command on.";
}

/** A fault of ours that several tries did not get past, before there was a task. */
export function requestGivenUp(): string {
  return (
    "I could not start on this, and that is our fault, not yours. Nothing was run. Please ask " +
    "again later, or tell the operator of this server."
  );
}

/** A result is there, but posting it failed for half a day, or was refused each time. */
export function resultNotShown(taskId: TaskId): string {
  return (
    `I could not post the whole result of the task ${codeSpan(taskId)}. It is kept on this server: ` +
    `please tell its operator.`
  );
}

/** More was written below a command of one line. */
export function onlyOneLine(): string {
  return "Only the line behind `run` was run, not what stands below it: several lines go into a fenced code block.";
}

export function onlyOneMention(): string {
  return "Only what the first mention asks for was run: each task needs a comment of its own.";
}

/** What to write, in a fence of its own so that it can be copied. */
function askAgain(handle: string, command: Command, commit: string): string {
  const start = `@${handle} --commit ${commit}`;
  switch (command.kind) {
    case "help":
      return fence(`@${handle} help`);
    case "prompt":
      return fence(`${start} ${cutToBytes(command.text, LONGEST_EXAMPLE_BYTES)}`);
    case "run": {
      const line = cutToBytes(command.command, LONGEST_EXAMPLE_BYTES);
      if (!line.includes("\n")) return fence(`${start} run ${line}`);
      return fence(`${start} run\n${fence(line)}`);
    }
  }
}

/** Free words, in a version that has no agent to give them to. */
export function noAgentForText(handle: string): string {
  return (
    `I cannot work on free text yet, only run a command: ${codeSpan(`@${handle} run COMMAND`)}, ` +
    `such as ${codeSpan(`@${handle} run npm test`)}.`
  );
}

export function help(handle: string): string {
  const items = usage(handle).map(
    ({ typed, description }) => `- ${codeSpan(typed)}: ${description}`,
  );
  return `What I can do here:\n\n${items.join("\n")}\n\n${scriptHint(handle)}`;
}

function scriptHint(handle: string): string {
  return (
    `For a script of several lines, write ${codeSpan(`@${handle} run`)} and put a fenced code block ` +
    `below it.`
  );
}

/** Why a mention was not understood, and what to write instead. */
export function commandProblem(problem: CommandProblem, handle: string): string {
  return `${problemSentence(problem, handle)} ${codeSpan(`@${handle} help`)} lists what I can do.`;
}

function problemSentence(problem: CommandProblem, handle: string): string {
  switch (problem.kind) {
    case "unknown-command":
      return `I do not know ${codeSpan(problem.word)}. Did you mean ${codeSpan(problem.nearest)}?`;
    case "unknown-option":
      return `I do not know the option ${codeSpan(problem.option)}.${didYouMean(problem.nearest)}`;
    case "repeated-option":
      return `The option ${codeSpan(problem.option)} is given twice; once is enough.`;
    case "missing-value":
      return `The option ${codeSpan(problem.option)} needs a value: ${codeSpan(`${problem.option} ${problem.value}`)}.`;
    case "invalid-value":
      return (
        `The option ${codeSpan(problem.option)} takes ${problem.expected}, ` +
        `not ${codeSpan(problem.found)}.`
      );
    case "missing-command":
      return `That names an option, but nothing to do.`;
    case "missing-argument":
      return (
        `There is no ${codeSpan(problem.argument)} behind ${codeSpan(problem.command)}: write it ` +
        `on the same line, as in ${codeSpan(`@${handle} run npm test`)}, or in a fenced code block below.`
      );
    case "too-long":
      return (
        `The command is too long: at most ${problem.most.toLocaleString("en")} bytes are expected, ` +
        `found ${problem.bytes.toLocaleString("en")}. Put it into a script in the repository and run that.`
      );
    case "invisible-character":
      return (
        `The command holds a character that cannot be seen (${codeSpan(problem.character)}), ` +
        `which could hide what it does, so I ran nothing. Please type it again without that.`
      );
  }
}

function didYouMean(nearest: string | null): string {
  return nearest === null ? "" : ` Did you mean ${codeSpan(nearest)}?`;
}
