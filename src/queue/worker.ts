import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf, TransientError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ClaimedJob, Queue } from "./queue.ts";

/** What a kind of job does. A throw gives the job back, or up once it was tried often enough. */
export interface JobHandler {
  readonly maxAttempts: number;
  run(job: ClaimedJob, signal: AbortSignal): Promise<void>;
  /** Tells whoever waits that the job will not be done. Runs after the last attempt has failed. */
  giveUp(job: ClaimedJob, error: string): Promise<void>;
}

export interface WorkerOptions {
  readonly queue: Queue;
  readonly handlers: ReadonlyMap<string, JobHandler>;
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
const MAX_BACKOFF_MS = 10 * 60_000;

function exponentialBackoff(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), MAX_BACKOFF_MS);
}

/** `HOST PID RANDOM`: by the first two, a worker that starts finds those that died beside it. */
export function newWorkerId(): string {
  return `${hostname()} ${process.pid} ${randomBytes(4).toString("hex")}`;
}

/** Takes jobs from a queue and does them, several at once, until it is stopped. */
export class Worker {
  readonly id = newWorkerId();
  readonly #options: Required<WorkerOptions>;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

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
    const { queue, leaseMs, pollMs, concurrency } = this.#options;
    await this.#releaseDeadNeighbours();
    const heartbeat = setInterval(() => {
      queue.extendLeases(this.id, leaseMs).catch((thrown: unknown) => {
        this.#options.log.error({ err: thrown }, "the leases could not be extended");
      });
    }, leaseMs / 3);
    try {
      while (!this.#stopping.signal.aborted) {
        const job = this.#running.size < concurrency ? await queue.claim(this.id, leaseMs) : null;
        if (job === null) await this.#pause(pollMs);
        else this.#begin(job);
      }
      await Promise.all(this.#running);
    } finally {
      clearInterval(heartbeat);
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
    const done = this.#perform(job).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  async #perform(job: ClaimedJob): Promise<void> {
    const { queue, handlers, log } = this.#options;
    const handler = handlers.get(job.kind);
    if (handler === undefined) {
      return queue.bury(job.id, `This version does not know jobs of kind "${job.kind}".`);
    }
    try {
      // Its holders died each time: running it once more would likely kill this one too.
      if (job.attempt > handler.maxAttempts) throw new Error("The worker died while running it.");
      await handler.run(job, this.#stopping.signal);
      await queue.complete(job.id);
    } catch (thrown) {
      log.warn({ err: thrown, job: job.id, kind: job.kind, attempt: job.attempt }, "a job failed");
      await this.#afterFailure(job, handler, thrown);
    }
  }

  async #afterFailure(job: ClaimedJob, handler: JobHandler, thrown: unknown): Promise<void> {
    const { queue, log, backoffMs } = this.#options;
    const error = messageOf(thrown);
    try {
      if (this.#stopping.signal.aborted) return await queue.release(job.id);
      if (job.attempt < handler.maxAttempts) {
        const asked = thrown instanceof TransientError ? (thrown.retryAfterMs ?? 0) : 0;
        const notBefore = new Date(Date.now() + Math.max(asked, backoffMs(job.attempt)));
        return await queue.retry(job.id, { notBefore, error });
      }
      await handler.giveUp(job, error);
      await queue.bury(job.id, error);
    } catch (again) {
      // The lease runs out, and the job is taken once more.
      log.error({ err: again, job: job.id }, "a failed job could not be given back");
    }
  }

  /** Workers that died on this machine would hold their jobs until the leases run out. */
  async #releaseDeadNeighbours(): Promise<void> {
    const { queue, log } = this.#options;
    for (const holder of await queue.holders()) {
      if (!isDeadNeighbour(holder)) continue;
      log.info({ holder }, "taking over the jobs of a worker that died");
      await queue.releaseJobsOf(holder);
    }
  }
}

function isDeadNeighbour(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  if (host !== hostname()) return false;
  // This process is new: an older worker of the same number is one of a container before it.
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH";
  }
}
