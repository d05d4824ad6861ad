export type ChangeStatus = "added" | "deleted" | "modified" | "renamed" | "copied" | "type-changed";

export interface ChangedFile {
  readonly status: ChangeStatus;
  /** Path after the change (before it, for a deleted file), as git's bytes read as UTF-8. */
  readonly path: string;
  /** Path before the change, where that differs. */
  readonly oldPath: string | null;
  /** Octal modes as git prints them: `100644`, `100755`, `120000`, `160000`; null for none. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly binary: boolean;
  readonly linesAdded: number;
  readonly linesRemoved: number;
}

/** What a task changed: the exact bytes of the patch, and what they say. */
export interface TaskDiff {
  /** Bytes of `git diff --binary --full-index`; null where it was over `maxBytes`. */
  readonly patch: Uint8Array | null;
  /** Size of the whole patch in bytes, also where it was not kept. */
  readonly patchBytes: number;
  readonly files: readonly ChangedFile[];
}
