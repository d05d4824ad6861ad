import type { AgentOutcome } from "../agent/agent.ts";
import type { PhaseName } from "../task/phase.ts";
import { commandFailure } from "./describe-failure.ts";
import type { PhaseResult, Run } from "./run.ts";
import { strictScript } from "./user-script.ts";

export interface ScriptCall {
  readonly phase: PhaseName;
  /** What is shown of it. */
  readonly command: string;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
}

/** Runs something of the repository's in the sandbox; its output goes to the work log. */
export async function runInSandbox(run: Run, call: ScriptCall): Promise<AgentOutcome> {
  const startedAt = performance.now();
  const ended = await run.sandbox.exec({
    argv: call.argv,
    env: scriptEnvironment(run),
    cwd: run.workdir,
    timeoutMs: Math.max(call.timeoutMs, 1),
    onOutput: (stream, chunk) => run.output.add(stream, chunk),
  });
  const exitCode = ended.kind === "exited" ? ended.exitCode : null;
  run.output.addCommand(call.command, exitCode, performance.now() - startedAt);
  return ended;
}

export interface DefinedScript {
  readonly phase: PhaseName;
  readonly script: string;
  readonly limitMs: number;
  /** What other scripts left of the limit. */
  readonly leftMs?: number;
  /** What it is called, where the phase alone does not tell. */
  readonly subject?: string;
}

/** Runs a script of the definition; any exit code but 0 fails the phase. */
export async function runScript(run: Run, defined: DefinedScript): Promise<PhaseResult> {
  const { phase, script, limitMs, leftMs = limitMs } = defined;
  const call = { phase, command: script, argv: strictScript(script), timeoutMs: leftMs };
  const ended = await runInSandbox(run, call);
  if (ended.kind === "exited" && ended.exitCode === 0) return { ok: true, exitCode: 0 };
  const { subject } = defined;
  const failed = { phase, command: script, ended, limitMs, sharedLimit: leftMs < limitMs };
  return commandFailure(run, subject === undefined ? failed : { ...failed, subject });
}

/** The same, in the time that `resources.setup_timeout` gives to all that prepares the environment. */
export async function runSetupScript(
  run: Run,
  defined: Pick<DefinedScript, "phase" | "script" | "subject">,
): Promise<PhaseResult> {
  const limitMs = run.definition.resources.setupTimeoutMs;
  const startedAt = performance.now();
  const result = await runScript(run, { ...defined, limitMs, leftMs: limitMs - run.setupMs });
  run.setupMs += Math.round(performance.now() - startedAt);
  return result;
}

/**
 * What scripts and agents see beyond the image's own variables. Everything runs as root, so HOME is
 * root's, also where the image was made for another user.
 */
function scriptEnvironment(run: Run): Record<string, string> {
  const { env, runtimes } = run.definition;
  const versions = Object.entries(runtimes).flatMap(([language, version]) =>
    version === undefined ? [] : [[`CODEX_ENV_${language.toUpperCase()}_VERSION`, version]],
  );
  return { HOME: "/root", USER: "root", ...Object.fromEntries(versions), ...env };
}
