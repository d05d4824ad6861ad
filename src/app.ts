import type { Server } from "node:http";
import { join } from "node:path";
import { Probot } from "probot";
import { CommandAgent } from "./agent/command/command-agent.ts";
import { databaseFile } from "./config/database-file.ts";
import type { ServingGithub } from "./config/require-github.ts";
import type { Settings } from "./config/settings.ts";
import { DockerEngine } from "./engine/docker/docker-engine.ts";
import { Mirrors } from "./git/mirrors.ts";
import { OctokitGitHub } from "./github/octokit/octokit-github.ts";
import { createHttpServer } from "./http/server.ts";
import { statusRoutes } from "./http/status-routes.ts";
import { webhookRoute } from "./http/webhook-route.ts";
import { PUBLISH_TASK, publishTaskJob } from "./jobs/publish-task.ts";
import { startCleaning } from "./jobs/cleaning.ts";
import { requestTaskJob } from "./jobs/request-task.ts";
import { RUN_TASK, runTaskJob } from "./jobs/run-task.ts";
import { silentLog, type Log } from "./log.ts";
import { SqliteQueue } from "./queue/sqlite/sqlite-queue.ts";
import { newWorkerId } from "./queue/worker-id.ts";
import { Worker } from "./queue/worker.ts";
import { SqlStore } from "./store/sql/sql-store.ts";
import { receive, REQUEST_TASK, WEBHOOKS } from "./trigger/receive.ts";

export interface AppOptions {
  readonly settings: Settings;
  readonly github: ServingGithub;
  readonly log: Log;
}

/** What both processes stand on: the store and the queue in the data folder, which is there. */
async function openStores({ settings }: AppOptions) {
  const path = databaseFile(settings.dataDir);
  return { store: await SqlStore.open(path), queue: new SqliteQueue(path) };
}

export interface WebProcess {
  readonly server: Server;
  stop(): Promise<void>;
}

export interface WebOptions extends AppOptions {
  /** Throws while the worker beside this process is not there. */
  readonly checkWorker?: () => void;
}

/** The web process: takes signed deliveries, stores them and hands them over. */
export async function createWeb(options: WebOptions): Promise<WebProcess> {
  const { settings, github, log } = options;
  const { store, queue } = await openStores(options);
  const engine = new DockerEngine();
  const probot = createProbot(github);
  for (const webhook of WEBHOOKS) {
    probot.on([...webhook.events], async ({ id, name, payload }) => {
      const ports = { webhooks: store.webhooks, queue, handle: settings.handle };
      await receive(ports, webhook, { id, event: name, payload, receivedAt: new Date() });
    });
  }
  await probot.ready();
  const server = createHttpServer(
    [
      webhookRoute({
        path: github.webhookPath,
        verify: (body, signature) => probot.webhooks.verify(body, signature),
        receive: ({ id, event, body, signature }) =>
          probot.webhooks.verifyAndReceive({ id, name: event, payload: body, signature }),
        log,
      }),
      ...statusRoutes({
        checkReady: async () => {
          options.checkWorker?.();
          await engine.info();
        },
        jobCounts: () => queue.counts(),
      }),
    ],
    log,
  );
  const stop = async () => {
    await new Promise((resolve) => server.close(resolve).closeIdleConnections());
    queue.close();
    await store.close();
  };
  return { server, stop };
}

/** Probot finds the handlers of an event. Its own log would hold payloads, so it has none. */
function createProbot(github: ServingGithub): Probot {
  return new Probot({
    appId: github.appId,
    privateKey: github.privateKey,
    secret: github.webhookSecret,
    baseUrl: github.apiUrl,
    log: silentLog,
  });
}

export interface WorkerProcess {
  /** Settles when it was stopped and its jobs have ended. */
  readonly done: Promise<void>;
  stop(): void;
}

/** How many short jobs run beside the tasks, so that an answer does not wait for an agent. */
const SHORT_JOBS = 4;

/** The worker process: asks GitHub, runs tasks in sandboxes, posts the answers. */
export async function createWorker(options: AppOptions): Promise<WorkerProcess> {
  const { settings, github: credentials, log } = options;
  const { store, queue } = await openStores(options);
  const github = new OctokitGitHub(credentials);
  const { registryAuthFile, handle } = settings;
  const engine = new DockerEngine(registryAuthFile === null ? {} : { registryAuthFile });
  const serverId = await store.serverId();
  const run = runTaskJob({
    engine,
    agent: new CommandAgent(),
    mirrors: new Mirrors(join(settings.dataDir, "mirrors")),
    github,
    store,
    queue,
    settings: {
      serverId,
      defaultImage: settings.image,
      allowedImages: settings.allowedImages,
    },
    log,
  });
  const short = {
    [REQUEST_TASK]: requestTaskJob({ github, store, queue, handle, log }),
    [PUBLISH_TASK]: publishTaskJob({ github, store, handle, log }),
  };
  const id = newWorkerId();
  const { concurrency } = settings;
  const workers = [
    new Worker({ id, queue, log, handlers: { [RUN_TASK]: run }, concurrency }),
    new Worker({ id, queue, log, handlers: short, concurrency: SHORT_JOBS }),
  ];
  const cleaning = startCleaning({ engine, queue, serverId, log });
  const done = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    cleaning.stop();
    queue.close();
    await store.close();
  });
  return { done, stop: () => workers.forEach((worker) => worker.stop()) };
}
