import type { GitHub, GitHubRepository } from "../github/github.ts";
import type { Log } from "../log.ts";
import { postReply } from "../publish/post-reply.ts";
import type { Queue } from "../queue/queue.ts";
import type { JobHandler } from "../queue/held-job.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../task/task.ts";
import { mentionRequest, type MentionRequest } from "../trigger/mention-request.ts";
import { requestTask } from "../trigger/request-task.ts";
import { mayTell } from "../trigger/tell-once.ts";
import * as replies from "../publish/replies.ts";
import { RUN_TASK } from "./run-task.ts";

export interface RequestTaskPorts {
  readonly github: GitHub;
  readonly store: Store;
  readonly queue: Queue;
  readonly handle: string;
  readonly log: Log;
}

/** Turns somebody's words into a task, or into an answer. */
export function requestTaskJob(ports: RequestTaskPorts): JobHandler {
  return {
    maxAttempts: 6,
    maxTransientAttempts: 12,
    run: async (job) => {
      const request = mentionRequest.parse(job.payload);
      const github = repositoryOf(ports.github, request);
      const { handle, store } = ports;
      const outcome = await requestTask({ request, handle, github, store });
      if (outcome.kind === "task") await queueTask(ports.queue, outcome.task);
      if (outcome.kind === "reply") await postReply(github, request, outcome.body);
    },
    giveUp: async (job, error) => {
      const request = mentionRequest.parse(job.payload);
      ports.log.error({ job: job.id, error }, "a request was given up");
      await apologise(ports, request).catch((thrown: unknown) => {
        ports.log.error({ err: thrown, job: job.id }, "nobody could be told of it");
      });
    },
  };
}

/** It may not even be known who they are, so nobody gets more of it than a stranger does. */
async function apologise(ports: RequestTaskPorts, request: MentionRequest): Promise<void> {
  const { handle, store } = ports;
  if (!(await mayTell(store.webhooks, { request, handle }, "given-up"))) return;
  const to = { login: request.author.login, source: request.source.kind };
  const apology = replies.addressed(to, replies.requestGivenUp());
  await postReply(repositoryOf(ports.github, request), request, apology);
}

function repositoryOf(github: GitHub, request: MentionRequest): GitHubRepository {
  return github.repository(request.installationId, request.repository);
}

/** One task of a thread at a time: two would answer for the same lines. */
async function queueTask(queue: Queue, task: Task): Promise<void> {
  await queue.enqueue({
    id: `${RUN_TASK}:${task.id}`,
    kind: RUN_TASK,
    payload: { taskId: task.id },
    group: `thread:${task.repository.id}#${task.thread.number}`,
    priority: 0,
  });
}
