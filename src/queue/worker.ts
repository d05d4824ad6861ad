import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf, TransientError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ClaimedJob, Queue } from "./queue.ts";

/** What a kind of job does. A throw gives the job back, or up once it was tried often enough. */
export interface JobHandler {
  readonly maxAttempts: number;
  /** The same while what fails is outside us, and only its return is waited for. */
  readonly maxTransientAttempts: number;
  run(job: ClaimedJob, signal: AbortSignal): Promise<void>;
  /** Tells whoever waits that the job will not be done. Runs after the last attempt has failed. */
  giveUp(job: ClaimedJob, error: string): Promise<void>;
}

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

function mostAttempts({ maxAttempts, maxTransientAttempts }: JobHandler): number {
  return Math.max(maxAttempts, maxTransientAttempts);
}

/**
 * `HOST PID RANDOM`: by the first two, a worker that starts finds those that died beside it. One
 * to a process, whatever the number of its workers.
 */
export function newWorkerId(): string {
  return `${hostname()} ${process.pid} ${randomBytes(4).toString("hex")}`;
}

/** Takes jobs from a queue and does them, several at once, until it is stopped. */
export class Worker {
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
      await Promise.all(this.#running);
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #beat(): Promise<void> {
    const { id, queue, leaseMs } = this.#options;
    await queue.extendLeases(id, leaseMs);
    await this.#releaseJobsOf(isDeadNeighbour);
  }

  async #claim(): Promise<ClaimedJob | null> {
    const { id, queue, handlers, leaseMs, concurrency, log } = this.#options;
    if (this.#running.size >= concurrency) return null;
    try {
      return await queue.claim({ worker: id, kinds: Object.keys(handlers), leaseMs });
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
    const done = this.#perform(job).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  async #perform(job: ClaimedJob): Promise<void> {
    const { queue, handlers, log } = this.#options;
    const handler = handlers[job.kind];
    if (handler === undefined) throw new Error(`A job of an unasked kind came: ${job.kind}.`);
    try {
      // Its holders died each time: running it once more would likely kill this one too.
      if (job.attempt > mostAttempts(handler)) throw new Error("The worker died while running it.");
      await handler.run(job, this.#stopping.signal);
      await queue.complete(job);
    } catch (thrown) {
      log.warn({ err: thrown, job: job.id, kind: job.kind, attempt: job.attempt }, "a job failed");
      await this.#afterFailure(job, handler, thrown);
    }
  }

  async #afterFailure(job: ClaimedJob, handler: JobHandler, thrown: unknown): Promise<void> {
    const { queue, log, backoffMs } = this.#options;
    const error = messageOf(thrown);
    try {
      if (this.#stopping.signal.aborted) return await queue.release(job);
      const transient = thrown instanceof TransientError;
      const attempts = transient ? handler.maxTransientAttempts : handler.maxAttempts;
      if (job.attempt < attempts) {
        const asked = transient ? (thrown.retryAfterMs ?? 0) : 0;
        const notBefore = new Date(Date.now() + Math.max(asked, backoffMs(job.attempt)));
        return await queue.retry(job, { notBefore, error });
      }
      await handler.giveUp(job, error);
      await queue.bury(job, error);
    } catch (again) {
      // The lease runs out, and the job is taken once more.
      log.error({ err: again, job: job.id }, "a failed job could not be given back");
    }
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

/** For a process that has just begun: a worker of its number is one of a container before it. */
function isDeadOrOurNumber(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  return (host === hostname() && Number(pid) === process.pid) || isDeadNeighbour(holder);
}

function isDeadNeighbour(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  return host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code !== "ESRCH";
  }
  // A process that is dead and not yet taken note of still has its number.
  return !/^State:\s+[ZX]/m.test(readText(`/proc/${pid}/status`));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
