import type { Selectable } from "kysely";
import type { PhaseRecord } from "../../task/phase.ts";
import type { Task } from "../../task/task.ts";
import type { Tables } from "./tables.ts";

export function taskFromRow(row: Selectable<Tables["tasks"]>): Task {
  return {
    id: row.id,
    repository: {
      id: row.repository_id,
      owner: row.repository_owner,
      name: row.repository_name,
    },
    installationId: row.installation_id,
    environmentId: row.environment_id,
    environmentLabel: row.environment_label,
    thread: JSON.parse(row.thread),
    prompt: row.prompt,
    title: row.title,
    commit: row.commit_id,
    definition: JSON.parse(row.definition),
    requestedBy: row.requested_by,
    status: row.status,
    outcome: row.outcome,
    startedFrom: row.started_from,
    failure: row.failure === null ? null : JSON.parse(row.failure),
    notices: JSON.parse(row.notices),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function phaseFromRow(row: Selectable<Tables["phases"]>): PhaseRecord {
  return {
    name: row.name,
    attempt: row.attempt,
    startedAt: row.started_at,
    ms: row.ms,
    exitCode: row.exit_code,
  };
}
