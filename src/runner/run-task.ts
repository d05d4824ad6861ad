import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import { commitId } from "../git/commit-id.ts";
import type { TaskStore, TaskResult } from "../store/store.ts";
import type { Outcome } from "../task/outcome.ts";
import { COLD_PLAN } from "./plan.ts";
import type { Phase } from "./phases/phase.ts";
import { ATTEMPT, Run, type PhaseResult, type RunContext } from "./run.ts";

/** However a run ends, its container must be gone by then, or be left to the reaper. */
const TEARDOWN_MS = 30_000;

/**
 * Runs a task from the start to its result. A command of the user's that fails is a result; what
 * is thrown is a fault of ours or of the ground, and the task may be run again.
 */
export async function runTask(context: RunContext, tasks: TaskStore): Promise<TaskResult> {
  const { task } = context;
  const run = new Run(context, {
    task: commitId(task.commit),
    definition: commitId(task.definition.commit),
  });
  for (const notice of task.notices) run.notice(notice);
  if (context.runsBefore > 0) {
    run.notice("An earlier run of this task was cut short, not by the task: this one began again.");
  }
  try {
    for (const phase of COLD_PLAN) {
      if (phase.due(run)) await runPhase(run, phase, tasks);
      context.signal.throwIfAborted();
    }
    return resultOf(run);
  } finally {
    await tearDown(run);
    await context.workLog.flush();
  }
}

async function runPhase(run: Run, phase: Phase, tasks: TaskStore): Promise<void> {
  const { workLog, task } = run.context;
  const startedAt = new Date().toISOString();
  const started = performance.now();
  run.beginPhase(phase.name);
  workLog.add(ATTEMPT, { type: "phase.started", phase: phase.name });
  const result = await phase.run(run);
  if (!result.ok) decide(run, result);
  run.endPhase();
  const exitCode = exitCodeOf(result);
  const ms = performance.now() - started;
  workLog.add(ATTEMPT, {
    type: "phase.ended",
    phase: phase.name,
    ms: Math.round(ms),
    exitCode,
    ok: result.ok,
  });
  await tasks.addPhase(task.id, { name: phase.name, attempt: ATTEMPT, startedAt, ms, exitCode });
}

/** What failed first decides; what failed after it, as the diff of a failed command can, is told of. */
function decide(run: Run, { outcome, failure }: PhaseResult & { readonly ok: false }): void {
  if (run.ending === null) run.ending = { outcome, failure };
  else run.notice(failure.what);
}

function exitCodeOf(result: PhaseResult): number | null {
  return result.ok ? result.exitCode : result.failure.exitCode;
}

function resultOf(run: Run): TaskResult {
  const { ending, diff, notices, outputs } = run;
  const outcome: Outcome = ending?.outcome ?? (diff === null ? "unchanged" : "changed");
  return {
    outcome,
    startedFrom: "cold",
    failure: ending?.failure ?? null,
    notices,
    outputs,
    diff,
  };
}

/** Not a phase: it comes once, whatever happened, and must not hide why the run ended. */
async function tearDown(run: Run): Promise<void> {
  const sandbox = run.sandboxOrNull;
  if (sandbox === null) return;
  const { log, task } = run.context;
  try {
    const late = delay(TEARDOWN_MS, "late" as const, { ref: false });
    if ((await Promise.race([sandbox.remove(), late])) === "late") {
      log.warn({ task: task.id }, "a sandbox is not gone in time; the reaper will see to it");
    }
  } catch (thrown) {
    log.warn({ task: task.id, reason: messageOf(thrown) }, "a sandbox could not be removed");
  }
}
