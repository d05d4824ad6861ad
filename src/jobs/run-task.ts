import type { Agent } from "../agent/agent.ts";
import { EngineError, type Engine } from "../engine/engine.ts";
import { TransientError } from "../errors.ts";
import type { Mirrors } from "../git/mirrors.ts";
import type { GitHub } from "../github/github.ts";
import type { Log } from "../log.ts";
import type { Hold, Queue } from "../queue/queue.ts";
import type { JobHandler } from "../queue/held-job.ts";
import type { RunSettings } from "../runner/run.ts";
import { runTask } from "../runner/run-task.ts";
import { WorkLogWriter } from "../runner/work-log-writer.ts";
import type { Store, TaskResult } from "../store/store.ts";
import type { RunFailure } from "../task/report.ts";
import type { Task } from "../task/task.ts";
import { PUBLISH_TASK } from "./publish-task.ts";
import { taskOf } from "./task-of.ts";

export const RUN_TASK = "run-task";

export interface RunTaskPorts {
  readonly engine: Engine;
  readonly agent: Agent;
  readonly mirrors: Mirrors;
  readonly github: GitHub;
  readonly store: Store;
  readonly queue: Queue;
  readonly settings: RunSettings;
  readonly log: Log;
}

/**
 * Runs a task from the start and writes its result down. Begun again after a crash, it first clears
 * what the dead process left; a task that has a result already is only handed on.
 */
export function runTaskJob(ports: RunTaskPorts): JobHandler {
  return {
    maxAttempts: 3,
    maxTransientAttempts: 40,
    run: async (job, signal) => {
      const task = await taskOf(ports.store, job);
      if (task.outcome === null) {
        // After a stall before this point, what looks left over would be another worker's.
        await requireHold(ports.queue, job);
        const result = await runOnce(ports, task, signal).catch(rethrowTransient);
        // Whoever took the task over has removed our container: what we saw of it means nothing.
        await requireHold(ports.queue, job);
        await ports.store.tasks.finish(task.id, result);
        ports.log.info({ task: task.id, outcome: result.outcome }, "a task ended");
      }
      await queuePublication(ports.queue, task);
    },
    giveUp: async (job, error) => {
      const task = await taskOf(ports.store, job);
      ports.log.error({ task: task.id, error }, "a task was given up");
      await ports.store.tasks.finish(task.id, brokenResult(await engineFailure(ports.engine)));
      await queuePublication(ports.queue, task);
    },
  };
}

async function runOnce(ports: RunTaskPorts, task: Task, signal: AbortSignal): Promise<TaskResult> {
  const { store, settings } = ports;
  const log = ports.log.child({ task: task.id });
  const workLog = new WorkLogWriter(store.workLogs, task.id, log);
  await removeLeftovers(ports, task);
  const runs = await store.tasks.begin(task.id);
  const github = ports.github.repository(task.installationId, task.repository);
  const { cloneUrl } = await github.details();
  const context = {
    task,
    runsBefore: runs - 1,
    engine: ports.engine,
    agent: ports.agent,
    mirror: ports.mirrors.of(task.repository.id),
    cloneUrl,
    remote: async () => ({ url: cloneUrl, token: await github.contentsToken() }),
    settings,
    workLog,
    log,
    signal,
  };
  return runTask(context, store.tasks);
}

async function requireHold(queue: Queue, hold: Hold): Promise<void> {
  if (!(await queue.isHeld(hold))) throw new Error("Another worker runs this task by now.");
}

/** An engine that does not answer comes back: the task waits for it. */
function rethrowTransient(thrown: unknown): never {
  if (thrown instanceof EngineError && thrown.code === "unavailable") {
    throw new TransientError(thrown.message, { cause: thrown });
  }
  throw thrown;
}

async function removeLeftovers({ engine, settings }: RunTaskPorts, task: Task): Promise<void> {
  const labels = { berth: settings.serverId, "berth.task": task.id };
  for (const { id } of await engine.listContainers(labels)) await engine.removeContainer(id);
}

async function queuePublication(queue: Queue, task: Task): Promise<void> {
  await queue.enqueue({
    id: `${PUBLISH_TASK}:${task.id}`,
    kind: PUBLISH_TASK,
    payload: { taskId: task.id },
    group: null,
    priority: 0,
  });
}

/** Of all that can be wrong with us, what people can tell their operator best. */
async function engineFailure(engine: Engine): Promise<RunFailure | null> {
  try {
    await engine.info();
    return null;
  } catch {
    return {
      phase: null,
      command: null,
      exitCode: null,
      what: "The container engine of this server does not answer, and was waited for.",
      mend: "Ask again when it runs.",
      output: { first: [], leftOut: 0, last: [] },
    };
  }
}

function brokenResult(failure: RunFailure | null) {
  return {
    outcome: "broken",
    startedFrom: "cold",
    failure,
    notices: [],
    outputs: [],
    diff: null,
  } as const;
}
