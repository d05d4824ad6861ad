import { setTimeout as delay } from "node:timers/promises";
import { messageOf, TransientError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ClaimedJob, Queue } from "./queue.ts";

/** What a kind of job does. A throw gives the job back, or up once it was tried often enough. */
export interface JobHandler {
  readonly maxAttempts: number;
  /** The same while what fails is outside us, and only its return is waited for. */
  readonly maxTransientAttempts: number;
  /** The signal tells it to end: the worker is stopped, or another has taken the job over. */
  run(job: ClaimedJob, signal: AbortSignal): Promise<void>;
  /** Tells whoever waits that the job will not be done. Runs after the last attempt has failed. */
  giveUp(job: ClaimedJob, error: string): Promise<void>;
}

export interface HeldJobOptions {
  readonly queue: Queue;
  readonly log: Log;
  readonly leaseMs: number;
  readonly backoffMs: (attempt: number) => number;
  /** Aborted when the worker is to stop. */
  readonly stopping: AbortSignal;
}

/**
 * A job that took its worker with it so often would likely take the next one too. Not fewer, since
 * who is killed for another reason takes innocent jobs along.
 */
const MOST_DEATHS = 10;
/** How often giving up is tried, where that fails too. */
const MOST_GIVE_UPS = 10;
const SETTLE_AGAIN_MS = 1000;

/** From so many deaths on a job runs by itself, so that no other is taken along, or blamed with it. */
export const SUSPECT_DEATHS = 3;

/** One job in a worker's hands: from when it was taken until the queue has it back. */
export class HeldJob {
  readonly #job: ClaimedJob;
  readonly #handler: JobHandler;
  readonly #options: HeldJobOptions;
  readonly #lost = new AbortController();

  constructor(job: ClaimedJob, handler: JobHandler, options: HeldJobOptions) {
    this.#job = job;
    this.#handler = handler;
    this.#options = options;
  }

  /** Whether it may have ended workers. */
  get isSuspect(): boolean {
    return this.#job.deaths >= SUSPECT_DEATHS;
  }

  /** Says that we are still at it. Where another has taken the job over, ours is told to end. */
  async keep(): Promise<void> {
    const { queue, leaseMs } = this.#options;
    if (await queue.extendLease(this.#job, leaseMs)) return;
    this.#lost.abort(new Error("Another worker has taken the job over."));
  }

  /** Does the job and gives it back: completed, for another time, or for good. Never throws. */
  async perform(): Promise<void> {
    const { log, stopping } = this.#options;
    const job = this.#job;
    try {
      if (job.deaths >= MOST_DEATHS) {
        const error = `Its worker died ${job.deaths} times while it ran this.`;
        return await this.#settle(() => this.#giveUp(error));
      }
      await this.#handler.run(job, AbortSignal.any([stopping, this.#lost.signal]));
    } catch (thrown) {
      log.warn({ err: thrown, job: job.id, kind: job.kind, attempt: job.attempt }, "a job failed");
      return this.#settle(() => this.#afterFailure(thrown));
    }
    await this.#settle(() => this.#options.queue.complete(job));
  }

  async #afterFailure(thrown: unknown): Promise<void> {
    const { queue, stopping } = this.#options;
    const job = this.#job;
    // What became of it is the other worker's to say.
    if (this.#lost.signal.aborted) return;
    if (stopping.aborted) return queue.release(job);
    const { maxAttempts, maxTransientAttempts } = this.#handler;
    const transient = thrown instanceof TransientError;
    if (job.attempt >= (transient ? maxTransientAttempts : maxAttempts)) {
      return this.#giveUp(messageOf(thrown));
    }
    return this.#retry(messageOf(thrown), transient ? thrown.retryAfterMs : undefined);
  }

  async #retry(error: string, askedMs = 0): Promise<void> {
    const { queue, backoffMs } = this.#options;
    const waitMs = Math.max(askedMs, backoffMs(this.#job.attempt));
    await queue.retry(this.#job, { notBefore: new Date(Date.now() + waitMs), error });
  }

  async #giveUp(error: string): Promise<void> {
    const { queue, log, leaseMs } = this.#options;
    const job = this.#job;
    // What giving up says to people must not come while another worker is at the job.
    if (!(await queue.extendLease(job, leaseMs))) return;
    try {
      await this.#handler.giveUp(job, error);
    } catch (thrown) {
      log.error({ err: thrown, job: job.id }, "a job could not be given up");
      const { maxAttempts, maxTransientAttempts } = this.#handler;
      const most = Math.max(maxAttempts, maxTransientAttempts) + MOST_GIVE_UPS;
      if (job.attempt < most) return this.#retry(error);
    }
    await queue.bury(job, error);
  }

  /** What is done must not be done again because the queue could not be told: it is told again. */
  async #settle(tell: () => Promise<void>): Promise<void> {
    const { log, stopping } = this.#options;
    for (;;) {
      try {
        return await tell();
      } catch (thrown) {
        log.error({ err: thrown, job: this.#job.id }, "a job could not be given back");
      }
      // Whoever comes after this process takes the job over.
      if (stopping.aborted) return;
      await delay(SETTLE_AGAIN_MS, undefined, { signal: stopping }).catch(() => {});
    }
  }
}
