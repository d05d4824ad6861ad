import type { TaskStatus } from "../../src/task/outcome.ts";
import type { PhaseName } from "../../src/task/phase.ts";

/** What the stage tells whoever watches the demo. */
export type StageMessage =
  | { readonly kind: "running"; readonly places: Places }
  | { readonly kind: "commented"; readonly author: string; readonly body: string }
  | { readonly kind: "task"; readonly status: TaskStatus }
  | { readonly kind: "phase-started"; readonly phase: PhaseName }
  | {
      readonly kind: "phase-ended";
      readonly phase: PhaseName;
      readonly ms: number;
      readonly exitCode: number | null;
      readonly ok: boolean;
    }
  | {
      readonly kind: "reviewed";
      readonly review: ShownReview;
      readonly tasks: readonly ShownTask[];
    }
  | { readonly kind: "failed"; readonly reason: string };

export interface Places {
  readonly pullRequest: string;
  readonly github: string;
  readonly berth: string;
  readonly dataDir: string;
  /** Process that ends everything when it is asked to stop. */
  readonly pid: number;
}

export interface ShownReview {
  readonly id: number;
  readonly html_url: string;
  readonly author: string;
  readonly body: string;
  readonly comments: readonly {
    readonly path: string;
    readonly startLine: number | null;
    readonly line: number;
    readonly body: string;
    /** The lines that the comment stands on. */
    readonly replaced: readonly string[];
  }[];
}

export interface ShownTask {
  readonly id: string;
  readonly outcome: string | null;
  readonly started_from: "cold" | "snapshot" | null;
  readonly phases: readonly { readonly name: PhaseName; readonly ms: number }[];
}
