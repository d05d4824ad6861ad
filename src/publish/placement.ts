import type { PullRequestFile } from "../github/github.ts";
import type { FileDiff } from "../task/file-diff.ts";
import { changedRuns } from "./changed-runs.ts";
import { commentableLines, type LineRange } from "./commentable-lines.ts";
import { suggest, type Suggestion } from "./suggestion.ts";

export interface Placement {
  readonly suggestions: readonly Suggestion[];
  /** Changes of the task that are not among the suggestions. */
  readonly leftOut: number;
}

const MOST_SUGGESTIONS = 30;
const MOST_TRIED = 1_000;
const REGULAR = /^100(?:644|755)$/;
const CARRIAGE_RETURN = 0x0d;

/**
 * Says what a task changed as suggestions on a pull request, as far as GitHub allows it: on lines
 * of the pull request's own diff, for plain text, in files that keep their name and mode.
 *
 * @param taskDiff between the pull request's head and the task's result.
 */
export function placeSuggestions({
  taskDiff,
  pullRequestFiles,
}: {
  readonly taskDiff: readonly FileDiff[];
  readonly pullRequestFiles: readonly Pick<PullRequestFile, "path" | "patch">[];
}): Placement {
  const files = new Map(pullRequestFiles.map((file) => [file.path, file]));
  const placed = taskDiff.map((diff) => placeInFile(diff, files.get(diff.path)));
  const suggestions = placed.flatMap((file) => file.suggestions).slice(0, MOST_SUGGESTIONS);
  const changes = placed.reduce((sum, file) => sum + file.changes, 0);
  return { suggestions, leftOut: changes - suggestions.length };
}

interface PlacedFile {
  readonly suggestions: Suggestion[];
  readonly changes: number;
}

function placeInFile(diff: FileDiff, file: Pick<PullRequestFile, "patch"> | undefined): PlacedFile {
  const runs = diff.hunks.flatMap(changedRuns);
  const changes = Math.max(1, runs.length);
  if (!isEditedText(diff) || typeof file?.patch !== "string") return { suggestions: [], changes };
  const suggestions: Suggestion[] = [];
  let free: readonly LineRange[] = commentableLines(file.patch);
  for (const run of runs.slice(0, MOST_TRIED)) {
    if (suggestions.length === MOST_SUGGESTIONS) break;
    const suggestion = suggest(diff.path, run, free);
    if (suggestion === null) continue;
    suggestions.push(suggestion);
    free = behind(free, suggestion.line);
  }
  return { suggestions, changes };
}

/** Runs come in the order of their lines, so whatever stands before one is no longer needed. */
function behind(ranges: readonly LineRange[], line: number): LineRange[] {
  return ranges
    .filter(({ last }) => last > line)
    .map(({ first, last }) => ({ first: Math.max(first, line + 1), last }));
}

/** A text file changed in place, whose lines no commit of GitHub's would end differently. */
function isEditedText(diff: FileDiff): boolean {
  return (
    diff.status === "modified" &&
    !diff.binary &&
    diff.oldMode === diff.newMode &&
    REGULAR.test(diff.newMode ?? "") &&
    Buffer.from(diff.path).equals(diff.pathBytes) &&
    !diff.hunks.some(({ lines }) => lines.some(({ bytes }) => bytes.at(-1) === CARRIAGE_RETURN))
  );
}
