/**
 * Everything that the demo starts, in one process: a local GitHub and, as its child, `berth serve`.
 * It tells what happens over its channel, and ends all of it when it is asked to stop; also when
 * whoever watches is gone, unless it is to be kept.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { databaseFile } from "../../src/config/database-file.ts";
import { DockerEngine } from "../../src/engine/docker/docker-engine.ts";
import { messageOf } from "../../src/errors.ts";
import { formatDuration } from "../../src/publish/duration.ts";
import { SqlStore } from "../../src/store/sql/sql-store.ts";
import type { Task } from "../../src/task/task.ts";
import { startLocalGithub, type LocalGithub } from "../../test/local-github/index.ts";
import { BerthChild } from "./berth-child.ts";
import type { StageMessage } from "./messages.ts";
import { readOptions } from "./options.ts";
import { openPullRequest } from "./pull-request.ts";
import { shownReview, shownTask } from "./shown.ts";

const COMMENT = "@codex run npm run format";
const POLL_MS = 100;

/** Set once it was asked to end, by whom nothing more is waited for. */
let stopping: Promise<void> | null = null;

function tell(message: StageMessage): void {
  if (stopping === null) process.send?.(message);
}

class Stage {
  readonly #dataDir: string;
  readonly #github: LocalGithub;
  readonly #store: SqlStore;
  readonly #berth: BerthChild;
  #waitsFor = "Berth to start";

  private constructor(dataDir: string, github: LocalGithub, store: SqlStore) {
    this.#dataDir = dataDir;
    this.#github = github;
    this.#store = store;
    this.#berth = new BerthChild(github, dataDir);
  }

  static async open(): Promise<Stage> {
    const dataDir = await mkdtemp(join(tmpdir(), "berth-demo-"));
    const github = await startLocalGithub({ app: { slug: "berth" } });
    return new Stage(dataDir, github, await SqlStore.open(databaseFile(dataDir)));
  }

  /** Throws where there is no review in the end. */
  async play(timeoutMs: number): Promise<void> {
    await Promise.race([this.#perform(), this.#berth.ended, this.#tooLate(timeoutMs)]);
  }

  /** What to tell about something that `play` threw. */
  async explain(thrown: unknown): Promise<string> {
    return `${messageOf(thrown)}\nBerth's log is in ${await this.#berth.keepLog()}`;
  }

  async #tooLate(timeoutMs: number): Promise<never> {
    await delay(timeoutMs, undefined, { ref: false });
    throw new Error(
      `no review after ${formatDuration(timeoutMs)}: waited for ${this.#waitsFor}; ` +
        "--timeout SECONDS gives it longer",
    );
  }

  async #perform(): Promise<void> {
    const stand = await openPullRequest(this.#github);
    const { repository, number } = stand;
    const berth = await this.#berth.listening;
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
    this.#waitsFor = "Berth to take the comment";
    const task = await this.#watch();
    const review = shownReview(stand, this.#github.url);
    tell({ kind: "reviewed", review, tasks: [await shownTask(this.#store, task)] });
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
        this.#waitsFor = status === "completed" ? "the review" : `the task, which is ${status}`;
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
      if (event.type === "phase.started") {
        this.#waitsFor = `the phase ${event.phase} to end`;
        tell({ kind: "phase-started", phase: event.phase });
      }
      if (event.type === "phase.ended") {
        const { phase, ms, exitCode, ok } = event;
        tell({ kind: "phase-ended", phase, ms, exitCode, ok });
      }
    }
    return events.at(-1)?.seq ?? after;
  }

  async stop(): Promise<void> {
    await this.#berth.stop();
    const engine = new DockerEngine();
    const berth = await this.#store.serverId();
    for (const { id } of await engine.listContainers({ berth })) await engine.removeContainer(id);
    await this.#store.close();
    await this.#github.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

const options = readOptions(process.argv.slice(2));
if (!options.ok) throw new Error(options.failure);
const { keep, timeoutMs } = options.value;
const stage = await Stage.open();

function stop(): void {
  stopping ??= stage.stop().finally(() => process.exit());
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
process.on("disconnect", () => {
  if (!keep) stop();
});

try {
  await stage.play(timeoutMs);
} catch (thrown) {
  // Who asked it to end knows why there is no review.
  if (stopping === null) tell({ kind: "failed", reason: await stage.explain(thrown) });
  stop();
}
