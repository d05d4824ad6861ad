import type { ChangedFile } from "./diff.ts";

export interface DiffLine {
  readonly kind: "context" | "added" | "removed";
  /** Without the sign and the line feed; a carriage return stays. */
  readonly bytes: Uint8Array;
  /** False where git says "\ No newline at end of file". */
  readonly endsInNewline: boolean;
}

export interface Hunk {
  /** Number of the first line, from 1; of the line before the hunk where the side is empty. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What git prints behind the second `@@`, often the name of a function. */
  readonly heading: Uint8Array;
  readonly lines: readonly DiffLine[];
}

/** One changed file of a patch. Where a path is not UTF-8, its odd bytes are written `\xe9`. */
export interface FileDiff extends ChangedFile {
  readonly pathBytes: Uint8Array;
  /** Null where `oldPath` is. */
  readonly oldPathBytes: Uint8Array | null;
  /** Percent, for a renamed or copied file. */
  readonly similarity: number | null;
  /** The patch's own lines before the hunks, or before the binary data. */
  readonly header: Uint8Array;
  /** Empty for a binary file, and where only the name or the mode changed. */
  readonly hunks: readonly Hunk[];
}

/** What a patch that git did not write has wrong. */
export interface PatchProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}
