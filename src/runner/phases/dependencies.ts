import type { Detection } from "../../environment/detect.ts";
import { runSetupScript } from "../run-script.ts";
import type { PhaseResult, Run } from "../run.ts";
import { unlessAllowed } from "./failure-allowed.ts";
import { undecided, type Phase } from "./phase.ts";

/** Installs what the files of the setup's commit ask for. */
export const dependenciesPhase: Phase = {
  name: "dependencies",
  due: (run) => undecided(run) && run.dependencies.steps.length > 0,
  run: (run) => install(run, run.dependencies),
};

/** Installs again what the task's commit asks for, where that is something else. */
export const dependenciesAgain: Phase = {
  name: "dependencies",
  due: (run) => undecided(run) && run.dependenciesOfTask !== null,
  run: (run) => install(run, run.dependenciesOfTask ?? run.dependencies),
};

async function install(run: Run, { steps }: Detection): Promise<PhaseResult> {
  for (const { ensure, command } of steps) {
    const script = ensure === null ? command : `${ensure}\n${command}`;
    const subject = `Installing the dependencies (\`${command}\`)`;
    const result = await runSetupScript(run, { phase: "dependencies", script, subject });
    if (!result.ok) return unlessAllowed(run, result);
  }
  return { ok: true, exitCode: 0 };
}
