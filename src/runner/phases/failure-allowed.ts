import type { PhaseResult, Run } from "../run.ts";

/**
 * With `on_setup_failure: continue` a failed script is told of, and the run goes on; not in a
 * sandbox whose disk is full, where nothing could work.
 */
export async function unlessAllowed(
  run: Run,
  result: PhaseResult & { readonly ok: false },
): Promise<PhaseResult> {
  if (run.definition.onSetupFailure === "stop" || run.sandbox.overDiskLimit) return result;
  run.notice(`${result.failure.what} The run went on, as \`on_setup_failure: continue\` asks.`);
  const restarted = await run.sandbox.ensureRunning();
  return restarted.ok ? { ok: true, exitCode: result.failure.exitCode } : result;
}
