import type { Insertable, Kysely, Selectable, Transaction } from "kysely";
import type { TaskDiff } from "../../task/diff.ts";
import { newEnvironmentId, newTaskId, type TaskId } from "../../task/ids.ts";
import { statusOf } from "../../task/outcome.ts";
import type { PhaseRecord } from "../../task/phase.ts";
import type { NewTask, RepositoryRef, Task } from "../../task/task.ts";
import type { TaskResult, TaskStore } from "../store.ts";
import type { Tables } from "./tables.ts";
import { phaseFromRow, taskFromRow } from "./task-rows.ts";

function now(): string {
  return new Date().toISOString();
}

export class SqlTaskStore implements TaskStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  create(task: NewTask): Promise<{ readonly task: Task; readonly created: boolean }> {
    return this.#db.transaction().execute(async (transaction) => {
      const known = await transaction
        .selectFrom("tasks")
        .selectAll()
        .where("source", "=", task.source)
        .executeTakeFirst();
      if (known !== undefined) return { task: taskFromRow(known), created: false };
      const environment = await environmentOf(transaction, task.repository);
      const row = await transaction
        .insertInto("tasks")
        .values(newRow(task, environment))
        .returningAll()
        .executeTakeFirstOrThrow();
      return { task: taskFromRow(row), created: true };
    });
  }

  async get(id: TaskId): Promise<Task | null> {
    const row = await this.#db
      .selectFrom("tasks")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    return row === undefined ? null : taskFromRow(row);
  }

  async list({ limit }: { readonly limit: number }): Promise<readonly Task[]> {
    const rows = await this.#db
      .selectFrom("tasks")
      .selectAll()
      .orderBy("created_at", "desc")
      .limit(limit)
      .execute();
    return rows.map(taskFromRow);
  }

  begin(id: TaskId): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("phases").where("task_id", "=", id).execute();
      const { runs } = await transaction
        .updateTable("tasks")
        .set((row) => ({ status: "running", runs: row("runs", "+", 1), updated_at: now() }))
        .where("id", "=", id)
        .returning("runs")
        .executeTakeFirstOrThrow();
      return runs;
    });
  }

  async addPhase(id: TaskId, phase: PhaseRecord): Promise<void> {
    await this.#db
      .insertInto("phases")
      .values({
        task_id: id,
        attempt: phase.attempt,
        name: phase.name,
        started_at: phase.startedAt,
        ms: Math.round(phase.ms),
        exit_code: phase.exitCode,
      })
      .execute();
  }

  async phases(id: TaskId): Promise<readonly PhaseRecord[]> {
    const rows = await this.#db
      .selectFrom("phases")
      .selectAll()
      .where("task_id", "=", id)
      .orderBy("id")
      .execute();
    return rows.map(phaseFromRow);
  }

  async finish(id: TaskId, result: TaskResult): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const finished = await transaction
        .updateTable("tasks")
        .set({
          status: statusOf(result.outcome),
          outcome: result.outcome,
          started_from: result.startedFrom,
          failure: result.failure === null ? null : JSON.stringify(result.failure),
          notices: JSON.stringify(result.notices),
          outputs: JSON.stringify(result.outputs),
          updated_at: now(),
        })
        .where("id", "=", id)
        .where("outcome", "is", null)
        .executeTakeFirst();
      if (finished.numUpdatedRows === 1n) await addAttempt(transaction, id, result);
    });
  }

  async result(id: TaskId): Promise<TaskResult | null> {
    const row = await this.#db
      .selectFrom("tasks")
      .select(["outcome", "started_from", "failure", "notices", "outputs"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined || row.outcome === null) return null;
    return {
      outcome: row.outcome,
      startedFrom: row.started_from ?? "cold",
      failure: row.failure === null ? null : JSON.parse(row.failure),
      notices: JSON.parse(row.notices),
      outputs: JSON.parse(row.outputs),
      diff: await this.#diff(id),
    };
  }

  async #diff(id: TaskId): Promise<TaskDiff | null> {
    const row = await this.#db
      .selectFrom("attempts")
      .selectAll()
      .where("task_id", "=", id)
      .executeTakeFirst();
    if (row === undefined || row.patch_bytes === 0) return null;
    return { patch: row.patch, patchBytes: row.patch_bytes, files: JSON.parse(row.files) };
  }

  async publishedUrl(id: TaskId): Promise<string | null> {
    const row = await this.#db
      .selectFrom("tasks")
      .select("published_url")
      .where("id", "=", id)
      .executeTakeFirst();
    return row?.published_url ?? null;
  }

  async recordPublished(id: TaskId, url: string): Promise<void> {
    await this.#db.updateTable("tasks").set({ published_url: url }).where("id", "=", id).execute();
  }
}

type EnvironmentRef = Pick<Selectable<Tables["environments"]>, "id" | "label">;

async function environmentOf(
  transaction: Transaction<Tables>,
  repository: RepositoryRef,
): Promise<EnvironmentRef> {
  const label = `${repository.owner}/${repository.name}`;
  return transaction
    .insertInto("environments")
    .values({ id: newEnvironmentId(), repository_id: repository.id, name: "", label })
    .onConflict((conflict) => conflict.columns(["repository_id", "name"]).doUpdateSet({ label }))
    .returning(["id", "label"])
    .executeTakeFirstOrThrow();
}

function newRow(task: NewTask, environment: EnvironmentRef): Insertable<Tables["tasks"]> {
  const createdAt = now();
  return {
    id: newTaskId(),
    source: task.source,
    repository_id: task.repository.id,
    repository_owner: task.repository.owner,
    repository_name: task.repository.name,
    installation_id: task.installationId,
    environment_id: environment.id,
    environment_label: environment.label,
    thread: JSON.stringify(task.thread),
    prompt: task.prompt,
    title: task.title,
    commit_id: task.commit,
    definition: JSON.stringify(task.definition),
    requested_by: task.requestedBy,
    status: "queued",
    notices: JSON.stringify(task.notices),
    outputs: "[]",
    runs: 0,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

async function addAttempt(
  transaction: Transaction<Tables>,
  id: TaskId,
  { outcome, diff }: TaskResult,
): Promise<void> {
  await transaction
    .insertInto("attempts")
    .values({
      task_id: id,
      attempt: 1,
      outcome,
      patch: diff?.patch ?? null,
      patch_bytes: diff?.patchBytes ?? 0,
      files: JSON.stringify(diff?.files ?? []),
    })
    .execute();
}
