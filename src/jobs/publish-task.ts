import type { GitHub } from "../github/github.ts";
import type { Log } from "../log.ts";
import { publishFailure, publishTask } from "../publish/publish-task.ts";
import type { JobHandler } from "../queue/held-job.ts";
import type { ClaimedJob } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import { taskOf } from "./task-of.ts";

export const PUBLISH_TASK = "publish-task";

export interface PublishTaskPorts {
  readonly github: GitHub;
  readonly store: Store;
  readonly handle: string;
  readonly log: Log;
}

/** Posts a task's result, once, however often the attempt has to be repeated. */
export function publishTaskJob({ github, store, handle, log }: PublishTaskPorts): JobHandler {
  return {
    maxAttempts: 12,
    // With the longest wait between them, these last half a day.
    maxTransientAttempts: 150,
    run: async (job) => {
      const task = await taskOf(store, job);
      const result = await store.tasks.result(task.id);
      if (result === null) throw new Error(`The task ${task.id} has no result to publish.`);
      if ((await store.tasks.publishedUrl(task.id)) !== null) return;
      const phases = await store.tasks.phases(task.id);
      const repository = github.repository(task.installationId, task.repository);
      const url = await publishTask(repository, { task, result, phases, handle });
      await store.tasks.recordPublished(task.id, url);
      log.info({ task: task.id, url }, "a task was answered");
    },
    giveUp: async (job, error) => {
      log.error({ job: job.id, error }, "a result could not be posted; it is kept in the store");
      await tellOfFailure({ github, store }, job).catch((thrown: unknown) => {
        log.error({ err: thrown, job: job.id }, "nobody could be told of it");
      });
    },
  };
}

async function tellOfFailure(
  { github, store }: Pick<PublishTaskPorts, "github" | "store">,
  job: ClaimedJob,
): Promise<void> {
  const task = await taskOf(store, job);
  if ((await store.tasks.publishedUrl(task.id)) !== null) return;
  await publishFailure(github.repository(task.installationId, task.repository), task);
}
