import { mergeBase } from "../git/bare-repository.ts";
import { diffFiles, totalsOf, type DiffTotals, type FileDiff } from "../git/diff.ts";
import { countBetween } from "../git/log.ts";
import type { Account } from "./accounts.ts";
import type { Identity } from "./ids.ts";
import type { Issue } from "./issues.ts";
import type { Repository } from "./repositories.ts";
import type { Review, ReviewComment } from "./reviews.ts";

export interface PullRequest extends Identity {
  readonly issue: Issue;
  readonly number: number;
  readonly base: { readonly repository: Repository; readonly ref: string; sha: string };
  readonly head: { readonly repository: Repository; readonly ref: string; sha: string };
  readonly reviews: Review[];
  readonly comments: ReviewComment[];
  readonly draft: boolean;
  mergedAt: string | null;
  mergedBy: Account | undefined;
  mergeCommit: string | null;
}

/** The open pull requests into `base` that come from a branch. */
export function pullsFrom(base: Repository, head: Repository, ref: string): PullRequest[] {
  return [...base.pulls.values()].filter(
    (pull) =>
      pull.issue.state === "open" && pull.head.repository.id === head.id && pull.head.ref === ref,
  );
}

/** The commit where the branches parted: GitHub's diff of a pull request begins there. */
export async function forkPoint(pull: PullRequest, head: string = pull.head.sha): Promise<string> {
  return (await mergeBase(pull.base.repository.folder, pull.base.sha, head)) ?? pull.base.sha;
}

export async function filesOf(
  pull: PullRequest,
  head: string = pull.head.sha,
): Promise<FileDiff[]> {
  return diffFiles(pull.base.repository.folder, await forkPoint(pull, head), head);
}

export interface PullRequestSize extends DiffTotals {
  readonly commits: number;
}

const sizes = new WeakMap<PullRequest, { key: string; size: Promise<PullRequestSize> }>();

/** Counted once for each head. */
export function sizeOf(pull: PullRequest): Promise<PullRequestSize> {
  const key = `${pull.base.sha}...${pull.head.sha}`;
  const known = sizes.get(pull);
  if (known?.key === key) return known.size;
  const size = countSize(pull);
  sizes.set(pull, { key, size });
  return size;
}

async function countSize(pull: PullRequest): Promise<PullRequestSize> {
  const [files, commits] = await Promise.all([
    filesOf(pull),
    countBetween(pull.base.repository.folder, pull.base.sha, pull.head.sha),
  ]);
  return { ...totalsOf(files), commits };
}
