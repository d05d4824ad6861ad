import type { TaskDiff } from "../task/diff.ts";
import type { TaskId } from "../task/ids.ts";
import type { Outcome } from "../task/outcome.ts";
import type { PhaseRecord } from "../task/phase.ts";
import type { PhaseOutput, RunFailure } from "../task/report.ts";
import type { NewTask, Task } from "../task/task.ts";
import type { WorkLogEntry, WorkLogEvent } from "../task/work-log.ts";

/**
 * What outlives a process. Every call is one transaction: it happened, and is on the disk, when
 * the promise settles, or it did not happen. Several processes may use one store at once.
 */
export interface Store {
  /** Made once for each store; labels the engine's objects, so that two servers never meet. */
  serverId(): Promise<string>;

  readonly webhooks: WebhookStore;
  readonly tasks: TaskStore;
  readonly workLogs: WorkLogStore;

  close(): Promise<void>;
}

export interface WebhookStore {
  /** False where a delivery of this id was recorded before. */
  recordDelivery(delivery: { readonly id: string; readonly event: string }): Promise<boolean>;

  /** The commit that a pull request's head was said to be by a delivery. */
  recordHead(head: PullRequestHead): Promise<void>;

  /**
   * The head as it was known before something was written at `at`, by GitHub's clock: of the
   * deliveries received by then that tell of a state before it, the newest state, since deliveries
   * may come late or twice. Both clocks have to agree, lest a push right after counts as before.
   * Null where there is none.
   */
  headAt(repositoryId: number, number: number, at: Date): Promise<PullRequestHead | null>;

  /**
   * Whether a sentence has not been said within `windowMs`; then it counts as said now. Whoever
   * claimed it may do so again, since saying it can fail.
   */
  claimReply(claim: ReplyClaim): Promise<boolean>;
}

export interface ReplyClaim {
  /** Which sentence, to whom. */
  readonly key: string;
  /** What it would answer. */
  readonly by: string;
  readonly windowMs: number;
}

export interface PullRequestHead {
  readonly repositoryId: number;
  readonly number: number;
  readonly commit: string;
  /** When the pull request was in this state, by GitHub's clock. */
  readonly updatedAt: Date;
  /** By our clock. */
  readonly receivedAt: Date;
}

export interface TaskStore {
  /** Makes a task, or gives the one that the same source has made before. */
  create(task: NewTask): Promise<{ readonly task: Task; readonly created: boolean }>;

  get(id: TaskId): Promise<Task | null>;

  /** Newest first. */
  list(options: { readonly limit: number }): Promise<readonly Task[]>;

  /** Sets a task running, with the phases of an earlier run forgotten. Says how often it began. */
  begin(id: TaskId): Promise<number>;

  addPhase(id: TaskId, phase: PhaseRecord): Promise<void>;

  phases(id: TaskId): Promise<readonly PhaseRecord[]>;

  /** Writes how it ended; a task that has an outcome keeps it. */
  finish(id: TaskId, result: TaskResult): Promise<void>;

  /** How it ended; null while it has not. */
  result(id: TaskId): Promise<TaskResult | null>;

  /** Where the answer to a task was posted; null while it was not. */
  publishedUrl(id: TaskId): Promise<string | null>;

  recordPublished(id: TaskId, url: string): Promise<void>;
}

export interface TaskResult {
  readonly outcome: Outcome;
  readonly startedFrom: "cold" | "snapshot";
  readonly failure: RunFailure | null;
  readonly notices: readonly string[];
  /** The ends of what the phases printed, for the review. */
  readonly outputs: readonly PhaseOutput[];
  /** Of the chosen attempt; null where nothing changed or nothing could be read. */
  readonly diff: TaskDiff | null;
}

export interface WorkLogStore {
  /** Adds events in order, and gives each its number within the task. */
  append(task: TaskId, entries: readonly TimedEntry[]): Promise<void>;

  /** Events after a number, in order. */
  read(
    task: TaskId,
    options: { readonly after: number; readonly limit: number },
  ): Promise<readonly WorkLogEvent[]>;
}

export interface TimedEntry {
  readonly at: Date;
  readonly attempt: number;
  readonly entry: WorkLogEntry;
}
