import type { Kysely } from "kysely";
import type { PullRequestHead, ReplyClaim, WebhookStore } from "../store.ts";
import type { Tables } from "./tables.ts";

export class SqlWebhookStore implements WebhookStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async recordDelivery({ id, event }: { readonly id: string; readonly event: string }) {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto("deliveries")
      .values({ id, event, received_at: new Date().toISOString() })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  async recordHead(head: PullRequestHead): Promise<void> {
    await this.#db
      .insertInto("pull_request_heads")
      .values({
        repository_id: head.repositoryId,
        number: head.number,
        commit_id: head.commit,
        updated_at: head.updatedAt.toISOString(),
        received_at: head.receivedAt.toISOString(),
      })
      .execute();
  }

  async headAt(repositoryId: number, number: number, at: Date): Promise<PullRequestHead | null> {
    const row = await this.#db
      .selectFrom("pull_request_heads")
      .selectAll()
      .where("repository_id", "=", repositoryId)
      .where("number", "=", number)
      .where("received_at", "<=", at.toISOString())
      .where("updated_at", "<", at.toISOString())
      .orderBy("updated_at", "desc")
      .orderBy("id", "desc")
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      repositoryId,
      number,
      commit: row.commit_id,
      updatedAt: new Date(row.updated_at),
      receivedAt: new Date(row.received_at),
    };
  }

  async claimReply({ key, by, windowMs }: ReplyClaim): Promise<boolean> {
    const now = Date.now();
    const said_at = new Date(now).toISOString();
    const before = new Date(now - windowMs).toISOString();
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto("replies")
      .values({ reply_key: key, said_at, claimed_by: by })
      .onConflict((conflict) =>
        conflict
          .column("reply_key")
          .doUpdateSet({ said_at, claimed_by: by })
          .where((row) =>
            row.or([row("replies.said_at", "<", before), row("replies.claimed_by", "=", by)]),
          ),
      )
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }
}
