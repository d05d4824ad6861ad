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
   *
   * A worker is never given what it holds already: it may have stalled for longer than its lease,
   * and runs that job still.
   */
  claim(claim: Claim): Promise<ClaimedJob | null>;

  /** Extends a lease, also one that has run out. False where the hold does not stand any more. */
  extendLease(hold: Hold, leaseMs: number): Promise<boolean>;

  /** Whether a job is in these hands still: nobody else took it, though the lease may be over. */
  isHeld(hold: Hold): Promise<boolean>;

  /**
   * Ids of the jobs that are held now. A lease that has run out makes no difference: its holder may
   * only have stalled, and is at the job until another takes it.
   */
  heldIds(): Promise<readonly string[]>;

  /** Ids of the workers that hold jobs now. */
  holders(): Promise<readonly string[]>;

  /** Gives back at once what a dead worker held. */
  releaseJobsOf(worker: string): Promise<void>;

  /** Ends a job. Like the three below, it does nothing where the hold does not stand any more. */
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
  /** Takes none of whose holders more have died; left out, any. */
  readonly mostDeaths?: number;
}

/** A job in a worker's hands. The number tells this time from every other, by whomever. */
export interface Hold {
  readonly id: string;
  readonly claim: number;
}

export interface ClaimedJob extends Hold {
  readonly kind: string;
  readonly payload: unknown;
  /** How often it was taken, this time included, and those when its holder died left out. */
  readonly attempt: number;
  /** How many of its holders died, or fell silent, over it. */
  readonly deaths: number;
  /** Why it was given back the last time; null where it was not, or its holder died. */
  readonly lastError: string | null;
}
