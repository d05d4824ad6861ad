import type { AgentOutcome } from "../agent/agent.ts";
import type { Outcome } from "../task/outcome.ts";
import type { PhaseName } from "../task/phase.ts";
import type { OutputExcerpt, RunFailure } from "../task/report.ts";
import { adviceOnExit, adviceOnTimeout } from "./advice.ts";
import type { PhaseResult, Run } from "./run.ts";
import { amountOfTime, sizeInBytes } from "./words.ts";

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

const KILLED = 137;

export interface FailedCommand {
  readonly phase: PhaseName;
  readonly command: string;
  readonly ended: AgentOutcome;
  /** How long it might have taken, with what ran before it under the same limit. */
  readonly limitMs: number;
  /** Whether something before it took a part of that. */
  readonly sharedLimit?: boolean;
  /** What it is called in the sentence, where the phase alone does not tell. */
  readonly subject?: string;
}

/** Why a command of the user's did not end well, the most specific cause first. */
export function commandFailure(run: Run, failed: FailedCommand): PhaseResult {
  const { phase, command, ended } = failed;
  const exitCode = ended.kind === "exited" ? ended.exitCode : null;
  const outcome: Outcome = ended.kind === "timed-out" ? "timed-out" : outcomeOf(phase);
  const output = run.output.excerpt();
  const { what, mend } = cause(run, failed, output);
  return { ok: false, outcome, failure: { phase, command, exitCode, what, mend, output } };
}

function outcomeOf(phase: PhaseName): Outcome {
  if (phase === "agent") return "agent-failed";
  return phase === "verify" ? "verify-failed" : "setup-failed";
}

type Sentences = Pick<RunFailure, "what" | "mend">;

function cause(run: Run, failed: FailedCommand, output: OutputExcerpt): Sentences {
  const { phase, ended } = failed;
  const { resources } = run.definition;
  const subject = failed.subject ?? SUBJECTS[phase] ?? "A command";
  if (run.sandbox.overDiskLimit) {
    const limit = sizeInBytes(resources.diskBytes);
    return {
      what: `${subject} wrote more than ${limit} to the disk and was ended.`,
      mend: "Write less, or raise `resources.disk` in `.codex/environment.yml`.",
    };
  }
  switch (ended.kind) {
    case "timed-out":
      return { what: timedOut(subject, failed), mend: adviceOnTimeout(phase, output, resources) };
    case "aborted":
      return { what: `${subject} was cancelled.`, mend: "Ask again when you want it." };
    case "container-stopped":
      return containerStopped(subject, ended.outOfMemory, resources.memoryBytes);
    case "exited":
      return ended.exitCode === KILLED
        ? {
            what: `${subject} was killed (exit code 137), most likely by the memory limit of ${sizeInBytes(resources.memoryBytes)}.`,
            mend: "Use less memory, or raise `resources.memory` in `.codex/environment.yml`.",
          }
        : {
            what: `${subject} ended with exit code ${ended.exitCode}.`,
            mend: adviceOnExit(phase, ended.exitCode, output, resources),
          };
  }
}

function timedOut(subject: string, { limitMs, sharedLimit }: FailedCommand): string {
  const end = "was ended, with every process that it had started";
  return sharedLimit === true
    ? `${subject} ${end}: with what ran before it, it took longer than ${amountOfTime(limitMs)}.`
    : `${subject} ran for longer than ${amountOfTime(limitMs)} and ${end}.`;
}

function containerStopped(subject: string, outOfMemory: boolean, memoryBytes: number): Sentences {
  return outOfMemory
    ? {
        what: `${subject} took the sandbox down: it ran out of its ${sizeInBytes(memoryBytes)} of memory.`,
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
  sentence: Sentences & { readonly details?: readonly string[] },
): PhaseResult {
  const { what, mend, details = [] } = sentence;
  const output = { first: details, leftOut: 0, last: [] };
  return {
    ok: false,
    outcome,
    failure: { phase, command: null, exitCode: null, what, mend, output },
  };
}
