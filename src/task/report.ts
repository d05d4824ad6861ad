import type { TaskDiff } from "./diff.ts";
import type { TaskId } from "./ids.ts";
import type { Outcome } from "./outcome.ts";
import type { PhaseName, PhaseRecord } from "./phase.ts";

/** Why a run did not end well, in the words that its person reads. */
export interface RunFailure {
  /** Null where it failed before any phase began. */
  readonly phase: PhaseName | null;
  /** What was run; null where no command of the user's was. */
  readonly command: string | null;
  /** Null where nothing exited: it was killed, or never started. */
  readonly exitCode: number | null;
  /** What happened, one sentence: what was expected and what was found. */
  readonly what: string;
  /** What to do about it, one sentence. */
  readonly mend: string;
  /** Of the command's output; where none ran, the details of what happened. */
  readonly output: OutputExcerpt;
}

/** The start and the end of some output. Hostile text, oldest line first. */
export interface OutputExcerpt {
  readonly first: readonly string[];
  /** Lines between the two. */
  readonly leftOut: number;
  readonly last: readonly string[];
}

/** The end of what a phase printed, for the folded work log. */
export interface PhaseOutput {
  readonly phase: PhaseName;
  readonly attempt: number;
  /** What was run in it, in order, hostile text. */
  readonly commands: readonly {
    readonly command: string;
    readonly exitCode: number | null;
    readonly ms: number;
  }[];
  /** Hostile text, oldest line first. */
  readonly lastLines: readonly string[];
  /** Lines of output that came before `lastLines`. */
  readonly linesBefore: number;
}

/** All that a finished task has to say to the people who asked for it. */
export interface TaskReport {
  readonly taskId: TaskId;
  /** What the agent was to do, as the task has it. Hostile text. */
  readonly prompt: string;
  /** Login of who asked. */
  readonly requestedBy: string;
  /** The full SHA that the task was made on. */
  readonly commit: string;
  readonly outcome: Outcome;
  readonly startedFrom: "cold" | "snapshot";
  readonly phases: readonly PhaseRecord[];
  readonly outputs: readonly PhaseOutput[];
  /** Sentences for the reader: keys without effect, output that was cut, submodules left out. */
  readonly notices: readonly string[];
  readonly failure: RunFailure | null;
  readonly diff: TaskDiff | null;
}
