import type { Detection } from "../../environment/detect.ts";
import { runScript } from "../run-script.ts";
import type { PhaseResult, Run } from "../run.ts";
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
  const deadline = Date.now() + run.definition.resources.setupTimeoutMs;
  for (const { ensure, command } of steps) {
    const script = ensure === null ? command : `${ensure}\n${command}`;
    const result = await runScript(run, "dependencies", script, deadline - Date.now());
    if (!result.ok) return result;
  }
  return { ok: true, exitCode: 0 };
}
