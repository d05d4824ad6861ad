import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { HeldJob, SUSPECT_DEATHS, type JobHandler } from "./held-job.ts";
import type { ClaimedJob, Queue } from "./queue.ts";
import { isDeadNeighbour, isDeadOrOurNumber } from "./worker-id.ts";

export interface WorkerOptions {
  /** Of this process: see `newWorkerId`. */
  readonly id: string;
  readonly queue: Queue;
  /** By kind of job; jobs of other kinds are left to others. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly log: Log;
  readonly pollMs?: number;
  readonly leaseMs?: number;
  /** Wait before the next attempt, without what the other side asked for. */
  readonly backoffMs?: (attempt: number) => number;
}

const POLL_MS = 200;
const LEASE_MS = 30_000;
const MAX_BACKOFF_MS = 5 * 60_000;

function exponentialBackoff(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), MAX_BACKOFF_MS);
}

/** Takes jobs from a queue and does them, several at once, until it is stopped. */
export class Worker {
  readonly #options: Required<WorkerOptions>;
  readonly #stopping = new AbortController();
  readonly #running = new Map<HeldJob, Promise<void>>();

  constructor(options: WorkerOptions) {
    this.#options = {
      pollMs: POLL_MS,
      leaseMs: LEASE_MS,
      backoffMs: exponentialBackoff,
      ...options,
    };
  }

  /** Runs until `stop` is called; settles when the last job has ended. */
  async run(): Promise<void> {
    const { leaseMs, pollMs, log } = this.#options;
    await this.#releaseJobsOf(isDeadOrOurNumber);
    const heartbeat = setInterval(() => {
      this.#beat().catch((thrown: unknown) => log.error({ err: thrown }, "a heartbeat failed"));
    }, leaseMs / 6);
    try {
      while (!this.#stopping.signal.aborted) {
        const job = await this.#claim();
        if (job === null) await this.#pause(pollMs);
        else this.#begin(job);
      }
      await Promise.all(this.#running.values());
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #beat(): Promise<void> {
    await Promise.all(Array.from(this.#running.keys(), (job) => job.keep()));
    await this.#releaseJobsOf(isDeadNeighbour);
  }

  async #claim(): Promise<ClaimedJob | null> {
    const { id, queue, handlers, leaseMs, concurrency, log } = this.#options;
    const running = [...this.#running.keys()];
    if (running.length >= concurrency || running.some((job) => job.isSuspect)) return null;
    const among = running.length === 0 ? {} : { mostDeaths: SUSPECT_DEATHS - 1 };
    try {
      return await queue.claim({ worker: id, kinds: Object.keys(handlers), leaseMs, ...among });
    } catch (thrown) {
      log.error({ err: thrown }, "the queue could not be asked");
      return null;
    }
  }

  /** Takes no more jobs; those that run are told to end, and are given back. */
  stop(): void {
    this.#stopping.abort();
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  #begin(job: ClaimedJob): void {
    const { handlers, queue, log, leaseMs, backoffMs } = this.#options;
    const handler = handlers[job.kind];
    if (handler === undefined) throw new Error(`A job of an unasked kind came: ${job.kind}.`);
    const stopping = this.#stopping.signal;
    const held = new HeldJob(job, handler, { queue, log, leaseMs, backoffMs, stopping });
    const done = held.perform().finally(() => this.#running.delete(held));
    this.#running.set(held, done);
  }

  /** Workers that died on this machine would hold their jobs until the leases run out. */
  async #releaseJobsOf(isDead: (holder: string) => boolean): Promise<void> {
    const { id, queue, log } = this.#options;
    for (const holder of await queue.holders()) {
      if (holder === id || !isDead(holder)) continue;
      log.info({ holder }, "taking over the jobs of a worker that died");
      await queue.releaseJobsOf(holder);
    }
  }
}
