import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("replies").addColumn("claimed_by", "text").execute();
}
