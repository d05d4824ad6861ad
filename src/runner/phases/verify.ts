import { runScript } from "../run-script.ts";
import type { PhaseResult } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";

/** Runs every check of the definition on what the agent left; the first that fails decides, others are told of. */
export const verifyPhase: Phase = {
  name: "verify",
  due: (run) => undecided(run) && run.definition.verify.length > 0,
  run: async (run) => {
    let decided: PhaseResult = { ok: true, exitCode: 0 };
    for (const { name, run: script, timeoutMs } of run.definition.verify) {
      const result = await runScript(run, {
        phase: "verify",
        script,
        limitMs: timeoutMs,
        subject: `The check \`${name}\``,
      });
      if (decided.ok) decided = result;
      else if (!result.ok) run.notice(result.failure.what);
      if (run.sandbox.overDiskLimit) return decided;
      // A time-out has ended the container; the next check starts it again.
      if (!result.ok) await run.sandbox.ensureRunning();
    }
    return decided;
  },
};
