import type { Result } from "../errors.ts";
import type { RepositoryRef } from "../task/task.ts";

/**
 * GitHub, as the app sees it. Each repository is spoken to with a token of its installation that
 * is narrowed to it and to what is needed.
 *
 * An answer that says no is a value. A limit, an outage or a lost connection is a
 * `TransientError`, with the wait that was asked for; a write that ended in one may have happened,
 * so look before you write again. Any other refusal is a `GitHubError`: the app was set up wrong.
 */
export interface GitHub {
  /** The app's own name; its comments are written by `SLUG[bot]`. */
  appSlug(): Promise<string>;

  /** `installationId`: GitHub's number for the app's installation on the repository. */
  repository(installationId: number, repository: RepositoryRef): GitHubRepository;
}

export interface GitHubRepository {
  details(): Promise<RepositoryDetails>;

  /** A token that can read this repository's contents and nothing else. */
  contentsToken(): Promise<string>;

  /** What somebody may do here; null for who is no collaborator. */
  roleOf(login: string): Promise<RepositoryRole | null>;

  /** Full id of the commit that a branch is at; null where there is no such branch. */
  branchCommit(branch: string): Promise<string | null>;

  pullRequest(number: number): Promise<PullRequest | null>;

  /** Full ids of the commits of a pull request, oldest first; GitHub tells 250 at the most. */
  pullRequestCommits(number: number): Promise<readonly string[]>;

  /** Files that a pull request changes; GitHub tells 3,000 at the most. */
  pullRequestFiles(number: number): Promise<readonly PullRequestFile[]>;

  /** Whether `commit` is `branch`'s own or one before it. */
  isOnBranch(commit: string, branch: string): Promise<boolean>;

  /** Puts a reaction; putting it again changes nothing. */
  react(to: Reactable, reaction: Reaction): Promise<void>;

  createReview(number: number, review: NewReview): Promise<Result<Posted, Rejected>>;

  /** Reviews of a pull request by this app, oldest first. */
  ownReviews(number: number): Promise<readonly PostedText[]>;

  createComment(number: number, body: string): Promise<Result<Posted, Rejected>>;

  /** Comments on an issue or pull request by this app, since a time, oldest first. */
  ownComments(number: number, since: Date): Promise<readonly PostedText[]>;
}

export interface RepositoryDetails {
  readonly id: number;
  readonly defaultBranch: string;
  /** Where git fetches from, without credentials: `https://github.com/OWNER/NAME.git`. */
  readonly cloneUrl: string;
}

/** `name` as GitHub's `role_name`, which may be an organisation's own; `base` is what it rests on. */
export interface RepositoryRole {
  readonly name: string;
  readonly base: string;
}

export interface PullRequest {
  readonly number: number;
  readonly open: boolean;
  readonly authorIsBot: boolean;
  readonly base: string;
  readonly headCommit: string;
  /** Null where the repository that it came from is gone. */
  readonly headRepositoryId: number | null;
}

export interface PullRequestFile {
  readonly path: string;
  /** Path before a rename. */
  readonly previousPath: string | null;
  /** Hunks without a file header; null for a binary or a large file. */
  readonly patch: string | null;
}

export type Reactable =
  | { readonly kind: "issue"; readonly number: number }
  | { readonly kind: "issue-comment"; readonly id: number }
  | { readonly kind: "review-comment"; readonly id: number };

export type Reaction = "eyes" | "rocket" | "+1" | "confused";

export interface NewReview {
  readonly commit: string;
  readonly body: string;
  readonly comments: readonly ReviewComment[];
}

/** On lines of the commit's side of the diff. */
export interface ReviewComment {
  readonly path: string;
  /** Null where it is on one line only. */
  readonly startLine: number | null;
  readonly line: number;
  readonly body: string;
}

export interface Posted {
  readonly id: number;
  readonly url: string;
}

export interface PostedText extends Posted {
  readonly body: string;
}

/** GitHub found fault with what was to be posted (422). */
export interface Rejected {
  readonly detail: string;
}

/** GitHub refused what the app must be able to do. */
export class GitHubError extends Error {
  override readonly name = "GitHubError";
  readonly status: number;

  constructor(message: string, status: number, options: { cause?: unknown } = {}) {
    super(message, options);
    this.status = status;
  }
}
