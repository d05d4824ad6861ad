import type { TaskDiff } from "../task/diff.ts";
import { parseDiff } from "../task/parse-diff.ts";
import type { PhaseRecord } from "../task/phase.ts";
import type { RunFailure, TaskReport } from "../task/report.ts";

/** A diff as a task has it, from its patch. */
export function diffOf(patch: string): TaskDiff {
  const bytes = Buffer.from(patch);
  const parsed = parseDiff(bytes);
  if (!parsed.ok) throw new Error(`line ${parsed.failure.line}: ${parsed.failure.message}`);
  return { patch: bytes, patchBytes: bytes.length, files: parsed.value };
}

/** A patch that gives a file new lines in place of one. */
export function patchOf(path: string, lines: readonly string[]): string {
  const added = lines.map((line) => `+${line}\n`).join("");
  return (
    `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n` +
    `@@ -1,2 +1,${lines.length + 1} @@ export function start()\n-old\n${added} end\n`
  );
}

function phase(name: PhaseRecord["name"], ms: number, exitCode: number | null): PhaseRecord {
  return { name, attempt: 1, startedAt: "2026-11-22T08:00:00Z", ms, exitCode };
}

/** A task that ran `npm run format` and changed a file. */
export const CHANGED: TaskReport = {
  taskId: "task_e_0123456789abcdef0123456789abcdef",
  prompt: "npm run format",
  requestedBy: "octocat",
  commit: "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
  outcome: "changed",
  startedFrom: "cold",
  phases: [
    phase("checkout", 410, 0),
    phase("dependencies", 61_300, 0),
    phase("agent", 2_950, 0),
    phase("diff", 35, 0),
  ],
  outputs: [
    {
      phase: "dependencies",
      attempt: 1,
      commands: [{ command: "npm ci", exitCode: 0, ms: 61_200 }],
      lastLines: ["", "added 512 packages in 1m"],
      linesBefore: 0,
    },
    {
      phase: "agent",
      attempt: 1,
      commands: [{ command: "npm run format", exitCode: 0, ms: 2_900 }],
      lastLines: ["> app@1.0.0 format", "> prettier --write .", "\x1b[32msrc/start.ts\x1b[0m 12ms"],
      linesBefore: 204,
    },
  ],
  notices: [],
  failure: null,
  diff: diffOf(patchOf("src/start.ts", ["new"])),
};

const FAILURE: RunFailure = {
  phase: "dependencies",
  command: "npm ci",
  exitCode: 1,
  what: "`npm ci` exited with 1, expected 0.",
  mend: "Run `npm install` and commit `package-lock.json`.",
  output: {
    first: [
      "npm error code EUSAGE",
      "npm error `npm ci` can only install packages when they are in sync.",
    ],
    leftOut: 70,
    last: ['npm error Run "npm help ci" for more info'],
  },
};

/** The same task where `npm ci` failed before the command could be run. */
export const SETUP_FAILED: TaskReport = {
  ...CHANGED,
  outcome: "setup-failed",
  startedFrom: "cold",
  phases: [phase("checkout", 410, 0), phase("dependencies", 3_400, 1)],
  outputs: [
    {
      phase: "dependencies",
      attempt: 1,
      commands: [{ command: "npm ci", exitCode: 1, ms: 3_300 }],
      lastLines: FAILURE.output.last,
      linesBefore: 72,
    },
  ],
  failure: FAILURE,
  diff: null,
};
