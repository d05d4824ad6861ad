/**
 * Everything that the demo starts, in one process: a local GitHub and, as its child, `berth serve`.
 * It tells what happens over its channel, and ends all of it when it is asked to stop; also when
 * whoever watches is gone, unless it is to be kept.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { DockerEngine } from "../../src/engine/docker/docker-engine.ts";
import { SqlStore } from "../../src/store/sql/sql-store.ts";
import type { Task } from "../../src/task/task.ts";
import {
  startLocalGithub,
  type LocalGithub,
  type LocalRepository,
} from "../../test/local-github/index.ts";
import { baseImageReference } from "../ground/base-image.ts";
import type { ShownReview, ShownTask, StageMessage } from "./messages.ts";
import { openPullRequest } from "./pull-request.ts";

const COMMENT = "@codex run npm run format";
const PROGRAM = join(import.meta.dirname, "../../src/cli/main.ts");
const POLL_MS = 100;
const STOP_MS = 20_000;

function tell(message: StageMessage): void {
  process.send?.(message);
}

class Stage {
  readonly #dataDir: string;
  readonly #github: LocalGithub;
  readonly #store: SqlStore;
  readonly #log: string[] = [];
  #berth: ChildProcess | null = null;

  private constructor(dataDir: string, github: LocalGithub, store: SqlStore) {
    this.#dataDir = dataDir;
    this.#github = github;
    this.#store = store;
  }

  static async open(): Promise<Stage> {
    const dataDir = await mkdtemp(join(tmpdir(), "berth-demo-"));
    const github = await startLocalGithub({ app: { slug: "berth" } });
    return new Stage(dataDir, github, await SqlStore.open(join(dataDir, "berth.db")));
  }

  async play(): Promise<void> {
    const { repository, number } = await openPullRequest(this.#github);
    const berth = await this.#serve();
    this.#github.setWebhookUrl(`${berth}/api/github/webhooks`);
    tell({
      kind: "running",
      places: {
        pullRequest: `${this.#github.url}/${repository.fullName}/pull/${number}`,
        github: this.#github.url,
        berth,
        dataDir: this.#dataDir,
        pid: process.pid,
      },
    });
    repository.comment({ issue: number, author: "ada", body: COMMENT });
    tell({ kind: "commented", author: "ada", body: COMMENT });
    const task = await this.#watch();
    const review = shownReview(repository, number, this.#github.url);
    tell({ kind: "reviewed", review, tasks: [await this.#shownTask(task)] });
  }

  /** Starts `berth serve` on a free port and gives its URL. */
  #serve(): Promise<string> {
    const { app, url } = this.#github;
    const berth = spawn(process.execPath, [PROGRAM, "serve"], {
      env: {
        ...process.env,
        BERTH_DATA_DIR: this.#dataDir,
        BERTH_PORT: "0",
        BERTH_IMAGE: baseImageReference(),
        GITHUB_API_URL: url,
        APP_ID: String(app.id),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#berth = berth;
    return new Promise((resolve, reject) => {
      berth.once("exit", () => reject(new Error(`Berth ended:\n${this.#log.join("\n")}`)));
      createInterface({ input: berth.stderr }).on("line", (line) => {
        this.#log.push(line);
        if (line.includes('"listening"')) resolve(String(JSON.parse(line).url));
      });
    });
  }

  /** Tells of the task's phases as they come, until its review is posted. */
  async #watch(): Promise<Task> {
    let after = 0;
    let status = "";
    for (;;) {
      const [task] = await this.#store.tasks.list({ limit: 1 });
      if (task !== undefined) after = await this.#tellEvents(task, after);
      if (task !== undefined && task.status !== status) {
        status = task.status;
        tell({ kind: "task", status: task.status });
      }
      if (task !== undefined && (await this.#store.tasks.publishedUrl(task.id)) !== null) {
        return task;
      }
      await delay(POLL_MS);
    }
  }

  async #tellEvents(task: Task, after: number): Promise<number> {
    const events = await this.#store.workLogs.read(task.id, { after, limit: 1000 });
    for (const event of events) {
      if (event.type === "phase.started") tell({ kind: "phase-started", phase: event.phase });
      if (event.type === "phase.ended") {
        const { phase, ms, exitCode, ok } = event;
        tell({ kind: "phase-ended", phase, ms, exitCode, ok });
      }
    }
    return events.at(-1)?.seq ?? after;
  }

  async #shownTask({ id }: Task): Promise<ShownTask> {
    const task = await this.#store.tasks.get(id);
    const phases = await this.#store.tasks.phases(id);
    return {
      id,
      outcome: task?.outcome ?? null,
      started_from: task?.startedFrom ?? null,
      phases: phases.map(({ name, ms }) => ({ name, ms })),
    };
  }

  async stop(): Promise<void> {
    await this.#stopBerth();
    const engine = new DockerEngine();
    const berth = await this.#store.serverId();
    for (const { id } of await engine.listContainers({ berth })) await engine.removeContainer(id);
    await this.#store.close();
    await this.#github.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #stopBerth(): Promise<void> {
    const berth = this.#berth;
    if (berth === null || berth.exitCode !== null) return;
    const ended = new Promise((resolve) => berth.once("exit", resolve));
    berth.kill("SIGTERM");
    const late = delay(STOP_MS, "late", { ref: false });
    if ((await Promise.race([ended, late])) === "late") berth.kill("SIGKILL");
  }
}

function shownReview(repository: LocalRepository, number: number, url: string): ShownReview {
  const review = repository.pullRequest(number).reviews.at(-1);
  if (review === undefined) throw new Error("No review was posted.");
  const page = `${url}/${repository.fullName}/pull/${number}`;
  return {
    id: review.id,
    html_url: `${page}#pullrequestreview-${review.id}`,
    author: review.author.login,
    body: review.body,
    comments: review.comments.map(({ body, place }) => ({
      path: place.path,
      startLine: place.startLine,
      line: place.line,
      body,
    })),
  };
}

const keep = process.argv.includes("--keep");
const stage = await Stage.open();
let stopping: Promise<void> | null = null;

function stop(): void {
  stopping ??= stage.stop().finally(() => process.exit());
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
process.on("disconnect", () => {
  if (!keep) stop();
});

try {
  await stage.play();
} catch (thrown) {
  tell({ kind: "failed", reason: thrown instanceof Error ? thrown.message : String(thrown) });
  if (!keep) stop();
}
