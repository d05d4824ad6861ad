import type { AgentOutcome } from "../agent/agent.ts";
import type { Outcome } from "../task/outcome.ts";
import type { PhaseName } from "../task/phase.ts";
import type { RunFailure } from "../task/report.ts";
import type { PhaseResult, Run } from "./run.ts";

/** The key of the definition that a phase's command comes from, or how it is called. */
const SUBJECTS: Partial<Record<PhaseName, string>> = {
  runtimes: "The runtime setup of the image",
  dependencies: "Installing the dependencies",
  setup: "`setup`",
  maintenance: "`maintenance`",
  start: "`start`",
  agent: "The command",
  verify: "The check",
};

const MENDS: Partial<Record<PhaseName, string>> = {
  checkout: "Look at what git printed, and whether the repository can be cloned elsewhere.",
  runtimes: "See which versions the image has, and set `runtimes` in `.codex/environment.yml`.",
  dependencies:
    "Mend the manifest or the lock file, or set `dependencies: off` and install them in `setup`.",
  setup: "Mend `setup` in `.codex/environment.yml`, then ask again.",
  maintenance: "Mend `maintenance` in `.codex/environment.yml`, then ask again.",
  start: "Mend `start` in `.codex/environment.yml`; it has no network and no secrets.",
  agent: "It ran without network: what it needs must be installed by `setup`.",
  verify: "Look at what the check printed.",
};

const TIMEOUT_KEYS: Partial<Record<PhaseName, string>> = {
  runtimes: "resources.setup_timeout",
  dependencies: "resources.setup_timeout",
  setup: "resources.setup_timeout",
  maintenance: "resources.maintenance_timeout",
  start: "resources.maintenance_timeout",
  agent: "agent.timeout",
  verify: "timeout",
};

const KILLED = 137;

export interface FailedCommand {
  readonly phase: PhaseName;
  readonly command: string;
  readonly ended: AgentOutcome;
  readonly timeoutMs: number;
  /** What it is called in the sentence, where the phase alone does not tell. */
  readonly subject?: string;
}

/** Why a command of the user's did not end well, the most specific cause first. */
export function commandFailure(run: Run, failed: FailedCommand): PhaseResult {
  const { phase, command, ended } = failed;
  const exitCode = ended.kind === "exited" ? ended.exitCode : null;
  const outcome: Outcome = ended.kind === "timed-out" ? "timed-out" : outcomeOf(phase);
  const { what, mend } = cause(run, failed);
  const lastLines = run.output.lastLines();
  return { ok: false, outcome, failure: { phase, command, exitCode, what, mend, lastLines } };
}

function outcomeOf(phase: PhaseName): Outcome {
  if (phase === "agent") return "agent-failed";
  return phase === "verify" ? "verify-failed" : "setup-failed";
}

function cause(run: Run, failed: FailedCommand): Pick<RunFailure, "what" | "mend"> {
  const { phase, ended, timeoutMs } = failed;
  const { resources } = run.definition;
  const subject = failed.subject ?? SUBJECTS[phase] ?? "A command";
  if (run.sandbox.overDiskLimit) {
    const limit = formatBytes(resources.diskBytes);
    return {
      what: `${subject} wrote more than ${limit} to the disk and was ended.`,
      mend: "Write less, or raise `resources.disk` in `.codex/environment.yml`.",
    };
  }
  switch (ended.kind) {
    case "timed-out":
      return {
        what: `${subject} ran for longer than ${formatMinutes(timeoutMs)} and was ended, with every process that it had started.`,
        mend: timeoutMend(phase),
      };
    case "aborted":
      return { what: `${subject} was cancelled.`, mend: "Ask again when you want it." };
    case "container-stopped":
      return containerStopped(subject, ended.outOfMemory, resources.memoryBytes);
    case "exited":
      return ended.exitCode === KILLED
        ? {
            what: `${subject} was killed (exit code 137), most likely by the memory limit of ${formatBytes(resources.memoryBytes)}.`,
            mend: "Use less memory, or raise `resources.memory` in `.codex/environment.yml`.",
          }
        : {
            what: `${subject} ended with exit code ${ended.exitCode}.`,
            mend: MENDS[phase] ?? "Look at what it printed.",
          };
  }
}

function timeoutMend(phase: PhaseName): string {
  const key = TIMEOUT_KEYS[phase];
  if (key === undefined) return "Make it smaller; this time cannot be changed.";
  return `Make it faster, or raise \`${key}\` in \`.codex/environment.yml\`.`;
}

function containerStopped(
  subject: string,
  outOfMemory: boolean,
  memoryBytes: number,
): Pick<RunFailure, "what" | "mend"> {
  return outOfMemory
    ? {
        what: `${subject} took the sandbox down: it ran out of its ${formatBytes(memoryBytes)} of memory.`,
        mend: "Use less memory, or raise `resources.memory` in `.codex/environment.yml`.",
      }
    : {
        what: `${subject} took the sandbox down: it ended the container's first process.`,
        mend: "Do not kill processes that it did not start.",
      };
}

/** A failure in which no command of the user's took part. */
export function groundFailure(
  phase: PhaseName | null,
  outcome: Outcome,
  sentence: Pick<RunFailure, "what" | "mend"> & { readonly lastLines?: readonly string[] },
): PhaseResult {
  const { what, mend, lastLines = [] } = sentence;
  return {
    ok: false,
    outcome,
    failure: { phase, command: null, exitCode: null, what, mend, lastLines },
  };
}

export function formatBytes(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

function formatMinutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} seconds`;
  return `${Number((seconds / 60).toFixed(1))} minutes`;
}
