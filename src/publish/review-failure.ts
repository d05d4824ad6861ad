import type { RunFailure, TaskReport } from "../task/report.ts";
import { plain } from "./inert.ts";
import { startAndEnd } from "./shown-output.ts";

const LONGEST_SENTENCE = 500;

/** UTF-8 bytes of a failed command's output. */
const OUTPUT_BYTES = 8_000;

/** Below the first line: what went wrong, what to do about it, and the output. */
export function failureSection({ failure, outcome }: TaskReport): string {
  if (failure === null) return "";
  // What a fault of ours printed is for the operator, who finds it in the log.
  const output = outcome === "broken" ? "" : outputOf(failure);
  return [whatAndMend(failure), output].filter((part) => part !== "").join("\n\n");
}

function whatAndMend({ what, mend }: RunFailure): string {
  const happened = plain(what, LONGEST_SENTENCE);
  const advice = plain(mend, LONGEST_SENTENCE);
  return [happened, advice === "" ? "" : `**What to do:** ${advice}`]
    .filter((part) => part !== "")
    .join("\n\n");
}

function outputOf(failure: RunFailure): string {
  const output = startAndEnd(failure.output, OUTPUT_BYTES);
  // Where no command ran, the lines are the details of what happened.
  return output === "" || failure.command === null ? output : `The output:\n\n${output}`;
}
