import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createWebhookTables(db);
  await createTaskTables(db);
  await createRunTables(db);
}

async function createWebhookTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("server")
    .addColumn("id", "text", (column) => column.primaryKey())
    .execute();
  await db.schema
    .createTable("deliveries")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("received_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("pull_request_heads")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("commit_id", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .addColumn("received_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("pull_request_heads_by_time")
    .on("pull_request_heads")
    .columns(["repository_id", "number", "received_at"])
    .execute();
  await db.schema
    .createTable("replies")
    .addColumn("reply_key", "text", (column) => column.primaryKey())
    .addColumn("said_at", "text", (column) => column.notNull())
    .execute();
}

async function createTaskTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("environments")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("label", "text", (column) => column.notNull())
    .addUniqueConstraint("one_environment_of_a_name", ["repository_id", "name"])
    .execute();
  await db.schema
    .createTable("tasks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("source", "text", (column) => column.notNull().unique())
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("repository_owner", "text", (column) => column.notNull())
    .addColumn("repository_name", "text", (column) => column.notNull())
    .addColumn("installation_id", "bigint", (column) => column.notNull())
    .addColumn("environment_id", "text", (column) => column.notNull())
    .addColumn("environment_label", "text", (column) => column.notNull())
    .addColumn("thread", "text", (column) => column.notNull())
    .addColumn("prompt", "text", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("commit_id", "text", (column) => column.notNull())
    .addColumn("definition", "text", (column) => column.notNull())
    .addColumn("requested_by", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("outcome", "text")
    .addColumn("started_from", "text")
    .addColumn("failure", "text")
    .addColumn("notices", "text", (column) => column.notNull())
    .addColumn("outputs", "text", (column) => column.notNull())
    .addColumn("runs", "integer", (column) => column.notNull())
    .addColumn("published_url", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("tasks_by_time").on("tasks").column("created_at").execute();
}

async function createRunTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("phases")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("task_id", "text", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("started_at", "text", (column) => column.notNull())
    .addColumn("ms", "integer", (column) => column.notNull())
    .addColumn("exit_code", "integer")
    .execute();
  await db.schema.createIndex("phases_by_task").on("phases").column("task_id").execute();
  await db.schema
    .createTable("attempts")
    .addColumn("task_id", "text", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("patch", "blob")
    .addColumn("patch_bytes", "bigint", (column) => column.notNull())
    .addColumn("files", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("attempts_key", ["task_id", "attempt"])
    .execute();
  await db.schema
    .createTable("work_log")
    .addColumn("task_id", "text", (column) => column.notNull())
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("entry", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("work_log_key", ["task_id", "seq"])
    .execute();
}
