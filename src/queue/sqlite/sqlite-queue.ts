import { DatabaseSync } from "node:sqlite";
import type { Claim, ClaimedJob, Hold, JobState, NewJob, Queue } from "../queue.ts";
import { prepareTables } from "./tables.ts";

const CLAIM = `
  UPDATE jobs
  SET state = 'held', holder = :worker, held_until = :until, claims = claims + 1,
    attempt = attempt + (state = 'queued'), deaths = deaths + (state = 'held')
  WHERE id = (
    SELECT id FROM jobs AS due
    WHERE kind IN (SELECT value FROM json_each(:kinds))
      AND (
        (state = 'queued' AND not_before <= :now)
        OR (state = 'held' AND held_until < :now AND holder <> :worker)
      )
      AND (job_group IS NULL OR NOT EXISTS (
        SELECT 1 FROM jobs AS other
        WHERE other.job_group = due.job_group AND other.state = 'held'
          AND (other.held_until >= :now OR other.holder = :worker) AND other.id <> due.id
      ))
    ORDER BY priority DESC, enqueued_at, rowid
    LIMIT 1
  )
  RETURNING id, kind, payload, claims, attempt, deaths, last_error`;

/** Of a hold that stands: a lease can run out, and another take the job. */
const HELD = "id = :id AND state = 'held' AND claims = :claim";

/** The queue on SQLite. Any number of processes may open the same file. */
export class SqliteQueue implements Queue {
  readonly #database: DatabaseSync;

  /** `path`: a file, or `:memory:`. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 10_000 });
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    prepareTables(this.#database);
  }

  enqueue(job: NewJob): Promise<boolean> {
    const now = Date.now();
    const { changes } = this.#run(
      `INSERT INTO jobs (id, kind, payload, job_group, priority, state, not_before, enqueued_at)
       VALUES (:id, :kind, :payload, :group, :priority, 'queued', :now, :now)
       ON CONFLICT (id) DO NOTHING`,
      { ...job, payload: JSON.stringify(job.payload), now },
    );
    return Promise.resolve(changes === 1);
  }

  claim({ worker, kinds, leaseMs }: Claim): Promise<ClaimedJob | null> {
    const now = Date.now();
    const row = this.#database
      .prepare(CLAIM)
      .get({ worker, kinds: JSON.stringify(kinds), now, until: now + leaseMs });
    if (row === undefined) return Promise.resolve(null);
    return Promise.resolve({
      id: String(row.id),
      claim: Number(row.claims),
      kind: String(row.kind),
      payload: JSON.parse(String(row.payload)),
      attempt: Number(row.attempt),
      deaths: Number(row.deaths),
      lastError: row.last_error === null ? null : String(row.last_error),
    });
  }

  extendLease({ id, claim }: Hold, leaseMs: number): Promise<boolean> {
    const until = Date.now() + leaseMs;
    const { changes } = this.#run(`UPDATE jobs SET held_until = :until WHERE ${HELD}`, {
      id,
      claim,
      until,
    });
    return Promise.resolve(changes === 1);
  }

  isHeld({ id, claim }: Hold): Promise<boolean> {
    const row = this.#database.prepare(`SELECT 1 FROM jobs WHERE ${HELD}`).get({ id, claim });
    return Promise.resolve(row !== undefined);
  }

  heldIds(): Promise<readonly string[]> {
    const rows = this.#database.prepare("SELECT id FROM jobs WHERE state = 'held'").all();
    return Promise.resolve(rows.map((row) => String(row.id)));
  }

  holders(): Promise<readonly string[]> {
    const rows = this.#database
      .prepare("SELECT DISTINCT holder FROM jobs WHERE state = 'held'")
      .all();
    return Promise.resolve(rows.map((row) => String(row.holder)));
  }

  releaseJobsOf(worker: string): Promise<void> {
    this.#run(
      `UPDATE jobs SET state = 'queued', holder = NULL, held_until = NULL, last_error = NULL,
         attempt = attempt - 1, deaths = deaths + 1
       WHERE state = 'held' AND holder = :worker`,
      { worker },
    );
    return Promise.resolve();
  }

  complete({ id, claim }: Hold): Promise<void> {
    this.#run(
      `UPDATE jobs SET state = 'completed', holder = NULL, held_until = NULL, completed_at = :now
       WHERE ${HELD}`,
      { id, claim, now: Date.now() },
    );
    return Promise.resolve();
  }

  release({ id, claim }: Hold): Promise<void> {
    this.#run(
      `UPDATE jobs SET state = 'queued', holder = NULL, held_until = NULL, attempt = attempt - 1
       WHERE ${HELD}`,
      { id, claim },
    );
    return Promise.resolve();
  }

  retry(
    { id, claim }: Hold,
    options: { readonly notBefore: Date; readonly error: string },
  ): Promise<void> {
    this.#run(
      `UPDATE jobs SET state = 'queued', holder = NULL, held_until = NULL,
         not_before = :notBefore, last_error = :error
       WHERE ${HELD}`,
      { id, claim, notBefore: options.notBefore.getTime(), error: options.error },
    );
    return Promise.resolve();
  }

  bury({ id, claim }: Hold, error: string): Promise<void> {
    this.#run(
      `UPDATE jobs SET state = 'buried', holder = NULL, held_until = NULL, last_error = :error
       WHERE ${HELD}`,
      { id, claim, error },
    );
    return Promise.resolve();
  }

  counts(): Promise<Readonly<Record<JobState, number>>> {
    const counts = { queued: 0, held: 0, completed: 0, buried: 0 };
    const rows = this.#database
      .prepare("SELECT state, count(*) AS jobs FROM jobs GROUP BY state")
      .all();
    for (const row of rows) Object.assign(counts, { [String(row.state)]: Number(row.jobs) });
    return Promise.resolve(counts);
  }

  forgetCompleted(before: Date): Promise<void> {
    this.#run("DELETE FROM jobs WHERE state = 'completed' AND completed_at < :before", {
      before: before.getTime(),
    });
    return Promise.resolve();
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string, parameters: Record<string, string | number | null>) {
    return this.#database.prepare(sql).run(parameters);
  }
}
