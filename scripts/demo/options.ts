import { parseArgs } from "node:util";
import { failure, success, type Result } from "../../src/errors.ts";

export interface DemoOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly keep: boolean;
  readonly timeoutMs: number;
}

const TIMEOUT_SECONDS = "600";
const LONGEST_SECONDS = 24 * 60 * 60;

export const HELP = `Usage: npm run demo [-- OPTIONS]

Shows the main job on this machine: a comment on a pull request becomes a review.

  --json             end with one JSON object as the only line on stdout; the rest goes to stderr
  --keep             leave everything running, and print where
  --timeout SECONDS  give up when the review is not there by then (${TIMEOUT_SECONDS})
  --help             print this

Exit codes: 0 the review is there, 1 it is not, 2 misuse, 130 interrupted.`;

/** What was asked for, or a sentence about what is wrong with it. */
export function readOptions(argv: readonly string[]): Result<DemoOptions, string> {
  const parsed = parse(argv);
  if (typeof parsed === "string") return failure(parsed);
  const { help = false, json = false, keep = false, timeout = TIMEOUT_SECONDS } = parsed;
  const seconds = /^\d{1,6}$/.test(timeout) ? Number(timeout) : 0;
  if (seconds < 1 || seconds > LONGEST_SECONDS) {
    return failure(
      `--timeout: seconds from 1 to ${LONGEST_SECONDS} are expected, found ${timeout}`,
    );
  }
  return success({ help, json, keep, timeoutMs: seconds * 1000 });
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: "boolean", short: "h" },
        json: { type: "boolean" },
        keep: { type: "boolean" },
        timeout: { type: "string" },
      },
    });
    return values;
  } catch (thrown) {
    // Node's first sentence says what is wrong; the others are about programs that take files.
    const [sentence = ""] = thrown instanceof Error ? thrown.message.split(/\.(?:\s|$)/) : [];
    return sentence;
  }
}
