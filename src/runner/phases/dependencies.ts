import type { Detection } from "../../environment/detect.ts";
import { lockFiles } from "../../environment/detect.ts";
import { detectIn } from "../detect-in-mirror.ts";
import { runScript } from "../run-script.ts";
import type { PhaseResult, Run } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";

/** Installs what the files of the setup's commit ask for. */
export const dependenciesPhase: Phase = {
  name: "dependencies",
  due: (run) => undecided(run) && run.dependencies.steps.length > 0,
  run: (run) => install(run, run.dependencies),
};

/**
 * Installs again after the task's commit was checked out, where that changed what an install
 * depends on and no maintenance script sees to it.
 */
export const dependenciesAgain: Phase = {
  name: "dependencies",
  due: (run) =>
    undecided(run) &&
    run.definition.maintenance === null &&
    run.definition.dependencies === "auto" &&
    run.commits.task !== run.commits.definition,
  run: async (run) => {
    const { mirror } = run.context;
    const now = await detectIn(mirror, run.commits.task, run.definition);
    if (!(await hasChanged(run, now))) return { ok: true, exitCode: null };
    return install(run, now);
  },
};

async function hasChanged(run: Run, now: Detection): Promise<boolean> {
  const { mirror } = run.context;
  const before = run.dependencies;
  const commands = ({ steps }: Detection) => steps.map((step) => step.command).join("\n");
  if (commands(before) !== commands(now)) return true;
  const prefix = run.definition.workdir === "." ? "" : `${run.definition.workdir}/`;
  const paths = [...lockFiles(before), ...lockFiles(now)].map((path) => prefix + path);
  const [then, later] = await Promise.all([
    mirror.blobIds(run.commits.definition, paths),
    mirror.blobIds(run.commits.task, paths),
  ]);
  return paths.some((path) => then.get(path) !== later.get(path));
}

async function install(run: Run, { steps }: Detection): Promise<PhaseResult> {
  const deadline = Date.now() + run.definition.resources.setupTimeoutMs;
  for (const { ensure, command } of steps) {
    const script = ensure === null ? command : `${ensure}\n${command}`;
    const result = await runScript(run, "dependencies", script, deadline - Date.now());
    if (!result.ok) return result;
  }
  return { ok: true, exitCode: 0 };
}
