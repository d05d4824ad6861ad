import { runSetupScript } from "../run-script.ts";
import type { Run } from "../run.ts";
import { unlessAllowed } from "./failure-allowed.ts";
import { undecided, type Phase } from "./phase.ts";

/** Runs the definition's `setup`, on the definition's own commit. */
export const setupPhase: Phase = {
  name: "setup",
  due: (run) => undecided(run) && scripts(run).length > 0,
  run: async (run) => {
    for (const script of scripts(run)) {
      const result = await runSetupScript(run, { phase: "setup", script });
      if (!result.ok) return unlessAllowed(run, result);
    }
    return { ok: true, exitCode: 0 };
  },
};

function scripts(run: Run): readonly string[] {
  const { setup } = run.definition;
  if (setup === null) return [];
  const parts = typeof setup === "string" ? [setup] : [setup.before, setup.after];
  return parts.flatMap((part) => (part === null || part.trim() === "" ? [] : [part]));
}
