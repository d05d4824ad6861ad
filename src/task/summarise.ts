import type { ChangedFile } from "./diff.ts";

/** Size of a change, under the names that a task has in JSON. Binary files have no lines. */
export interface ChangeSummary {
  readonly files_changed: number;
  readonly lines_added: number;
  readonly lines_removed: number;
}

export function summarise(files: readonly ChangedFile[]): ChangeSummary {
  return {
    files_changed: files.length,
    lines_added: files.reduce((sum, file) => sum + file.linesAdded, 0),
    lines_removed: files.reduce((sum, file) => sum + file.linesRemoved, 0),
  };
}
