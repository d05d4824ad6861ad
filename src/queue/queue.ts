/**
 * Durable hand-over of work. A job is done at least once: whoever takes one holds it for a while
 * (`leaseMs`), says now and then that it is still at it, and a job whose holder died is handed to
 * the next. So a job's work must bear being begun again.
 */
export interface Queue {
  /** Adds a job. False, and nothing happens, where a job with this id was ever added. */
  enqueue(job: NewJob): Promise<boolean>;

  /**
   * Takes the job of these kinds that is due, the highest priority first, then the oldest. While
   * one job of a group is held, no other of that group is given out. Null where there is none.
   */
  claim(claim: Claim): Promise<ClaimedJob | null>;

  /** Extends the lease of everything that this worker holds. */
  extendLeases(worker: string, leaseMs: number): Promise<void>;

  /** Ids of the jobs that are held now, by a worker whose lease has not run out. */
  heldIds(): Promise<readonly string[]>;

  /** Ids of the workers that hold jobs now. */
  holders(): Promise<readonly string[]>;

  /** Gives back at once what a dead worker held. */
  releaseJobsOf(worker: string): Promise<void>;

  /** Ends a job. Like the three below, it does nothing where the job is held by another by now. */
  complete(hold: Hold): Promise<void>;

  /** Gives a job back as if it had not been taken. */
  release(hold: Hold): Promise<void>;

  /** Gives a job back, not to be taken before `notBefore`. */
  retry(hold: Hold, options: { readonly notBefore: Date; readonly error: string }): Promise<void>;

  /** Gives a job up for good; it is kept, with the reason. */
  bury(hold: Hold, error: string): Promise<void>;

  /** Jobs in each state, for metrics and readiness. */
  counts(): Promise<Readonly<Record<JobState, number>>>;

  /** Forgets what was completed before `before`; its ids may come again then. */
  forgetCompleted(before: Date): Promise<void>;

  close(): void;
}

export type JobState = "queued" | "held" | "completed" | "buried";

export interface NewJob {
  readonly id: string;
  readonly kind: string;
  /** Anything that JSON can hold. */
  readonly payload: unknown;
  /** One job of a group at a time; null for no group. */
  readonly group: string | null;
  /** Higher goes first; 0 is a person's own. */
  readonly priority: number;
}

export interface Claim {
  readonly worker: string;
  readonly kinds: readonly string[];
  readonly leaseMs: number;
}

/** A job in a worker's hands. */
export interface Hold {
  readonly id: string;
  readonly worker: string;
}

export interface ClaimedJob extends Hold {
  readonly kind: string;
  readonly payload: unknown;
  /** How often it was taken, this time included. */
  readonly attempt: number;
  /** Why it was given back the last time; null where it was not, or its holder died. */
  readonly lastError: string | null;
}
