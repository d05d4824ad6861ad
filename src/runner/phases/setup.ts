import { runScript } from "../run-script.ts";
import type { PhaseResult, Run } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";

/** Runs the definition's `setup`, on the definition's own commit. */
export const setupPhase: Phase = {
  name: "setup",
  due: (run) => undecided(run) && scripts(run).length > 0,
  run: async (run) => {
    const deadline = Date.now() + run.definition.resources.setupTimeoutMs;
    for (const script of scripts(run)) {
      const result = await runScript(run, "setup", script, deadline - Date.now());
      if (!result.ok) return unlessAllowed(run, result);
    }
    return { ok: true, exitCode: 0 };
  },
};

/** Brings what setup made up to the task's commit. */
export const maintenancePhase: Phase = {
  name: "maintenance",
  due: (run) =>
    undecided(run) &&
    run.definition.maintenance !== null &&
    run.commits.task !== run.commits.definition,
  run: async (run) => {
    const { maintenance, resources } = run.definition;
    const script = maintenance ?? "";
    const result = await runScript(run, "maintenance", script, resources.maintenanceTimeoutMs);
    return result.ok ? result : unlessAllowed(run, result);
  },
};

function scripts(run: Run): readonly string[] {
  const { setup } = run.definition;
  if (setup === null) return [];
  const parts = typeof setup === "string" ? [setup] : [setup.before, setup.after];
  return parts.filter((part) => part !== null);
}

/** With `on_setup_failure: continue` a failed script is told of, and the run goes on. */
async function unlessAllowed(
  run: Run,
  result: PhaseResult & { readonly ok: false },
): Promise<PhaseResult> {
  if (run.definition.onSetupFailure === "stop") return result;
  run.notice(`${result.failure.what} The run went on, as \`on_setup_failure: continue\` asks.`);
  const restarted = await run.sandbox.ensureRunning();
  return restarted.ok ? { ok: true, exitCode: result.failure.exitCode } : result;
}
