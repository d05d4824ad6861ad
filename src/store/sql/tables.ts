import type { ColumnType, Generated } from "kysely";
import type { EnvironmentId, TaskId } from "../../task/ids.ts";
import type { Outcome, TaskStatus } from "../../task/outcome.ts";
import type { PhaseName } from "../../task/phase.ts";

/**
 * Columns as the database has them: times as ISO 8601 text in UTC, structures as JSON text. Only
 * this program writes them, so words and ids are typed as what it writes.
 */
export interface Tables {
  server: { id: string };
  deliveries: { id: string; event: string; received_at: string };
  pull_request_heads: {
    id: Generated<number>;
    repository_id: number;
    number: number;
    commit_id: string;
    updated_at: string;
    received_at: string;
  };
  replies: { reply_key: string; said_at: string; claimed_by: string | null };
  environments: { id: EnvironmentId; repository_id: number; name: string; label: string };
  tasks: {
    id: TaskId;
    source: string;
    repository_id: number;
    repository_owner: string;
    repository_name: string;
    installation_id: number;
    environment_id: EnvironmentId;
    environment_label: string;
    thread: string;
    prompt: string;
    title: string;
    commit_id: string;
    definition: string;
    requested_by: string;
    status: TaskStatus;
    outcome: Outcome | null;
    started_from: "cold" | "snapshot" | null;
    failure: string | null;
    notices: string;
    outputs: string;
    runs: number;
    published_url: string | null;
    created_at: ColumnType<string, string, never>;
    updated_at: string;
  };
  phases: {
    id: Generated<number>;
    task_id: TaskId;
    attempt: number;
    name: PhaseName;
    started_at: string;
    ms: number;
    exit_code: number | null;
  };
  attempts: {
    task_id: TaskId;
    attempt: number;
    outcome: Outcome;
    patch: Uint8Array | null;
    patch_bytes: number;
    files: string;
  };
  work_log: {
    task_id: TaskId;
    seq: number;
    at: string;
    attempt: number;
    entry: string;
  };
}
