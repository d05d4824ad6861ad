import { sql, type Kysely } from "kysely";

/** A failure had the last lines of its output only; now it has the first as well. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    UPDATE tasks
    SET failure = json_remove(
      json_set(failure, '$.output', json_object(
        'first', json_array(),
        'leftOut', 0,
        'last', json(json_extract(failure, '$.lastLines'))
      )),
      '$.lastLines'
    )
    WHERE json_type(failure, '$.lastLines') = 'array'
  `.execute(db);
}
