import type { PhaseName } from "./phase.ts";

export type OutputStream = "stdout" | "stderr";

/** What happened, without the fields that the log itself adds. */
export type WorkLogEntry =
  | { readonly type: "phase.started"; readonly phase: PhaseName }
  | {
      readonly type: "phase.ended";
      readonly phase: PhaseName;
      readonly ms: number;
      readonly exitCode: number | null;
      readonly ok: boolean;
    }
  | {
      readonly type: "output";
      readonly phase: PhaseName;
      readonly stream: OutputStream;
      readonly text: string;
    }
  | {
      readonly type: "command";
      readonly phase: PhaseName;
      readonly command: string;
      readonly exitCode: number | null;
      readonly ms: number;
    }
  | { readonly type: "message"; readonly phase: PhaseName; readonly text: string }
  | {
      readonly type: "notice";
      readonly phase: PhaseName | null;
      readonly text: string;
    };

/** One event of a task's work log; `seq` counts from 1 within the task and has no gaps. */
export type WorkLogEvent = WorkLogEntry & {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly task: string;
  readonly attempt: number;
};
