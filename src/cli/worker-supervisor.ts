import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { isWorkingMessage } from "./worker-process.ts";

const LONGEST_PAUSE_MS = 30_000;
/** A worker that ran for so long did not die of what killed the one before it. */
const STEADY_MS = 60_000;

export interface SupervisorOptions {
  readonly log: Log;
  readonly startWorker: () => ChildProcess;
}

/** Keeps one worker process running: starts the next when one dies, slower if it keeps dying. */
export class WorkerSupervisor {
  readonly #log: Log;
  readonly #startWorker: () => ChildProcess;
  readonly #stopping = new AbortController();
  #child: ChildProcess | null = null;
  #isWorking = false;
  #running: Promise<void> = Promise.resolve();

  constructor({ log, startWorker }: SupervisorOptions) {
    this.#log = log;
    this.#startWorker = startWorker;
  }

  start(): void {
    this.#running = this.#keepRunning();
  }

  /** Throws while there is no worker that takes jobs. */
  checkWorking(): void {
    if (!this.#isWorking) throw new Error("no worker is running; the log says why");
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill("SIGTERM");
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    const { signal: stopping } = this.#stopping;
    let pauseMs = 100;
    while (!stopping.aborted) {
      const startedAt = Date.now();
      const end = await this.#runOnce().catch((thrown: unknown) => this.#notStarted(thrown));
      this.#isWorking = false;
      if (stopping.aborted) return;
      pauseMs = Date.now() - startedAt > STEADY_MS ? 100 : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      this.#log.error({ ...end, pauseMs }, "the worker died; the next one starts");
      await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
    }
  }

  /** Settles when the worker has ended, or could not be started. */
  #runOnce(): Promise<WorkerEnd> {
    return new Promise((resolve) => {
      const child = this.#startWorker();
      this.#child = child;
      child.on("message", (message) => {
        if (isWorkingMessage(message)) this.#isWorking = true;
      });
      child.on("error", (error) => {
        const end = this.#notStarted(error);
        // One that never started has no number, and no exit follows.
        if (child.pid === undefined) resolve(end);
      });
      child.on("exit", (code, signal) => resolve({ code, signal }));
    });
  }

  #notStarted(reason: unknown): WorkerEnd {
    this.#log.error({ err: reason }, "the worker process could not be started or reached");
    return { code: null, signal: null };
  }
}

interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
