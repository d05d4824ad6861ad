import { runScript } from "../run-script.ts";
import { unlessAllowed } from "./failure-allowed.ts";
import { undecided, type Phase } from "./phase.ts";

/** Brings what setup made up to the task's commit. */
export const maintenancePhase: Phase = {
  name: "maintenance",
  due: (run) =>
    undecided(run) &&
    (run.definition.maintenance ?? "").trim() !== "" &&
    run.commits.task !== run.commits.definition,
  run: async (run) => {
    const { maintenance, resources } = run.definition;
    const script = maintenance ?? "";
    const limitMs = resources.maintenanceTimeoutMs;
    const result = await runScript(run, { phase: "maintenance", script, limitMs });
    return result.ok ? result : unlessAllowed(run, result);
  },
};
