import { runScript } from "../run-script.ts";
import type { PhaseResult, Run } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";
import { bringUp } from "./start.ts";

/**
 * Runs every check of the definition on what the agent left; the first that fails decides, others
 * are told of.
 */
export const verifyPhase: Phase = {
  name: "verify",
  due: (run) => undecided(run) && run.definition.verify.length > 0,
  run: async (run) => {
    let decided: PhaseResult = { ok: true, exitCode: 0 };
    for (const check of run.definition.verify) {
      const result = await runCheck(run, check);
      if (decided.ok) decided = result;
      else if (!result.ok) run.notice(result.failure.what);
      if (run.sandbox.overDiskLimit) return decided;
    }
    return decided;
  },
};

type Check = Run["definition"]["verify"][number];

/** A time-out, or reading the diff, may have ended the sandbox, and with it what `start` began. */
async function runCheck(run: Run, { name, run: script, timeoutMs }: Check): Promise<PhaseResult> {
  await run.sandbox.ensureRunning();
  const up = await bringUp(run, { phase: "verify", subject: "`start`, run again for the checks," });
  if (!up.ok) return up;
  const subject = `The check \`${name}\``;
  return runScript(run, { phase: "verify", script, limitMs: timeoutMs, subject });
}
