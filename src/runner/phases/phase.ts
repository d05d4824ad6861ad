import type { PhaseName } from "../../task/phase.ts";
import type { PhaseResult, Run } from "../run.ts";

/** One step of a run. What it finds for later steps it leaves in the run. */
export interface Phase {
  readonly name: PhaseName;
  /** Whether there is anything to do; a phase that is not due leaves no trace. */
  due(run: Run): boolean;
  run(run: Run): Promise<PhaseResult>;
}

/** Due while nothing has decided the run. */
export function undecided(run: Run): boolean {
  return run.ending === null;
}
