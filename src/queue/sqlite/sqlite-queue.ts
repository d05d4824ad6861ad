import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { openSqliteFile, whenUnlocked } from "../../sqlite/sqlite-file.ts";
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
      AND deaths + (state = 'held') <= :mostDeaths
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

type Row = Record<string, SQLOutputValue>;
type Parameters = Record<string, string | number | null>;

/** The queue on SQLite. Any number of processes may open the same file. */
export class SqliteQueue implements Queue {
  readonly #database: DatabaseSync;

  /** `path`: a file, or `:memory:`. */
  constructor(path: string) {
    this.#database = openSqliteFile(path, prepareTables);
  }

  async enqueue(job: NewJob): Promise<boolean> {
    const now = Date.now();
    const added = await this.#run(
      `INSERT INTO jobs (id, kind, payload, job_group, priority, state, not_before, enqueued_at)
       VALUES (:id, :kind, :payload, :group, :priority, 'queued', :now, :now)
       ON CONFLICT (id) DO NOTHING`,
      { ...job, payload: JSON.stringify(job.payload), now },
    );
    return added === 1;
  }

  async claim(claim: Claim): Promise<ClaimedJob | null> {
    const { worker, leaseMs, mostDeaths = Number.MAX_SAFE_INTEGER } = claim;
    const now = Date.now();
    const kinds = JSON.stringify(claim.kinds);
    const parameters = { worker, kinds, mostDeaths, now, until: now + leaseMs };
    const [row] = await this.#rows(CLAIM, parameters);
    if (row === undefined) return null;
    return {
      id: String(row["id"]),
      claim: Number(row["claims"]),
      kind: String(row["kind"]),
      payload: JSON.parse(String(row["payload"])),
      attempt: Number(row["attempt"]),
      deaths: Number(row["deaths"]),
      lastError: row["last_error"] === null ? null : String(row["last_error"]),
    };
  }

  async extendLease({ id, claim }: Hold, leaseMs: number): Promise<boolean> {
    const until = Date.now() + leaseMs;
    const extended = await this.#run(`UPDATE jobs SET held_until = :until WHERE ${HELD}`, {
      id,
      claim,
      until,
    });
    return extended === 1;
  }

  async isHeld({ id, claim }: Hold): Promise<boolean> {
    const rows = await this.#rows(`SELECT 1 FROM jobs WHERE ${HELD}`, { id, claim });
    return rows.length > 0;
  }

  async heldIds(): Promise<readonly string[]> {
    const rows = await this.#rows("SELECT id FROM jobs WHERE state = 'held'");
    return rows.map((row) => String(row["id"]));
  }

  async holders(): Promise<readonly string[]> {
    const rows = await this.#rows("SELECT DISTINCT holder FROM jobs WHERE state = 'held'");
    return rows.map((row) => String(row["holder"]));
  }

  async releaseJobsOf(worker: string): Promise<void> {
    await this.#run(
      `UPDATE jobs SET state = 'queued', holder = NULL, held_until = NULL, last_error = NULL,
         attempt = attempt - 1, deaths = deaths + 1
       WHERE state = 'held' AND holder = :worker`,
      { worker },
    );
  }

  async complete({ id, claim }: Hold): Promise<void> {
    await this.#run(
      `UPDATE jobs SET state = 'completed', holder = NULL, held_until = NULL, completed_at = :now
       WHERE ${HELD}`,
      { id, claim, now: Date.now() },
    );
  }

  async release({ id, claim }: Hold): Promise<void> {
    await this.#run(
      `UPDATE jobs SET state = 'queued', holder = NULL, held_until = NULL, attempt = attempt - 1
       WHERE ${HELD}`,
      { id, claim },
    );
  }

  async retry(
    { id, claim }: Hold,
    { notBefore, error }: { readonly notBefore: Date; readonly error: string },
  ): Promise<void> {
    await this.#run(
      `UPDATE jobs SET state = 'queued', holder = NULL, held_until = NULL,
         not_before = :notBefore, last_error = :error
       WHERE ${HELD}`,
      { id, claim, notBefore: notBefore.getTime(), error },
    );
  }

  async bury({ id, claim }: Hold, error: string): Promise<void> {
    await this.#run(
      `UPDATE jobs SET state = 'buried', holder = NULL, held_until = NULL, last_error = :error
       WHERE ${HELD}`,
      { id, claim, error },
    );
  }

  async counts(): Promise<Readonly<Record<JobState, number>>> {
    const counts = { queued: 0, held: 0, completed: 0, buried: 0 };
    const rows = await this.#rows("SELECT state, count(*) AS jobs FROM jobs GROUP BY state");
    for (const row of rows) Object.assign(counts, { [String(row["state"])]: Number(row["jobs"]) });
    return counts;
  }

  async forgetCompleted(before: Date): Promise<void> {
    await this.#run("DELETE FROM jobs WHERE state = 'completed' AND completed_at < :before", {
      before: before.getTime(),
    });
  }

  close(): void {
    this.#database.close();
  }

  /** How many jobs were changed. */
  async #run(sql: string, parameters: Parameters): Promise<number> {
    const { changes } = await whenUnlocked(() => this.#database.prepare(sql).run(parameters));
    return Number(changes);
  }

  #rows(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    return whenUnlocked(() => this.#database.prepare(sql).all(parameters));
  }
}
