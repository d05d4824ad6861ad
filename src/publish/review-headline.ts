import type { ChangedFile } from "../task/diff.ts";
import type { TaskReport } from "../task/report.ts";
import { summarise } from "../task/summarise.ts";
import { codeSpan } from "./inert.ts";
import { countOf, lineCounts } from "./text-size.ts";

const LONGEST_COMMAND = 100;

/** What was asked for, as the subject of a sentence. */
export function subjectOf(prompt: string): string {
  return codeSpan(prompt, LONGEST_COMMAND);
}

/** `changed 2 files (+5 −3)`, or `changed nothing`. */
function changes({ diff }: TaskReport): string {
  const files = diff?.files ?? [];
  return files.length === 0 ? "changed nothing" : `changed ${sizeOf(files)}`;
}

/** `2 files (+5 −3)`. */
function sizeOf(files: readonly ChangedFile[]): string {
  const { files_changed, lines_added, lines_removed } = summarise(files);
  const counts = lineCounts(lines_added, lines_removed);
  return `${countOf(files_changed, "file")}${counts === "" ? "" : ` (${counts})`}`;
}

/** The first line of a review: what happened, in one or two sentences; a failure's reason follows. */
export function headline(report: TaskReport): string {
  const subject = subjectOf(report.prompt);
  switch (report.outcome) {
    case "changed":
      return `${subject} ${changes(report)}.`;
    case "unchanged":
      return `${subject} changed nothing.`;
    case "setup-failed":
      return `${subject} was not run, since the environment is not ready.`;
    case "agent-failed":
      return `${subject} failed.${changedSoFar(report)}`;
    case "verify-failed":
      return `${subject} ${changes(report)}, but a check failed.`;
    case "timed-out":
      return timedOutHeadline(subject, report);
    case "cancelled":
      return `${subject} was cancelled.${changedSoFar(report)}`;
    case "refused":
      return `${subject} was not run.`;
    case "broken":
      return brokenHeadline(subject, report);
  }
}

function timedOutHeadline(subject: string, report: TaskReport): string {
  const phase = report.failure?.phase ?? "agent";
  if (phase === "agent") return `${subject} took too long and was stopped.${changedSoFar(report)}`;
  if (phase === "verify") {
    return `${subject} ${changes(report)}, but a check took too long.`;
  }
  return `${subject} was not run, since the environment was not ready in time.`;
}

function brokenHeadline(subject: string, { taskId }: TaskReport): string {
  return (
    `${subject} was not finished, and that is our fault, not yours. Nothing was lost: ` +
    `the repository is as it was. Please tell the operator of this server about ${codeSpan(taskId)}.`
  );
}

function changedSoFar({ diff }: TaskReport): string {
  const files = diff?.files ?? [];
  return files.length === 0 ? "" : ` By then it had changed ${sizeOf(files)}.`;
}
