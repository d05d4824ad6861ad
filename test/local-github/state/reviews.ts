import { blobAt } from "../git/log.ts";
import type { Side } from "../git/patch.ts";
import type { Account } from "./accounts.ts";
import type { Identity } from "./ids.ts";
import type { PullRequest } from "./pull-requests.ts";
import type { Reaction } from "./reactions.ts";
import type { Repository } from "./repositories.ts";

export type ReviewState = "PENDING" | "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED";

export interface Review extends Identity {
  readonly pull: PullRequest;
  readonly author: Account;
  readonly commit: string;
  readonly comments: ReviewComment[];
  body: string;
  state: ReviewState;
  submittedAt: string | null;
}

/** Where a comment stands in the diff of the commit that it was written on. */
export interface Placement {
  readonly path: string;
  readonly side: Side;
  readonly line: number;
  readonly startLine: number | null;
  readonly startSide: Side | null;
  readonly position: number;
  readonly hunk: string;
}

export interface ReviewComment extends Identity {
  readonly pull: PullRequest;
  readonly review: Review;
  readonly author: Account;
  readonly commit: string;
  readonly place: Placement;
  readonly inReplyTo: ReviewComment | undefined;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: string;
}

/**
 * Whether the commented file has changed since. GitHub follows a line through later commits;
 * here a comment is outdated as soon as its file is another.
 */
export async function isOutdated({ pull, commit, place }: ReviewComment): Promise<boolean> {
  if (commit === pull.head.sha) return false;
  const { folder } = pull.base.repository;
  const [then, now] = await Promise.all([
    blobAt(folder, commit, place.path),
    blobAt(folder, pull.head.sha, place.path),
  ]);
  return then !== now;
}

/** A pending review's comments are seen by its author alone. */
export function findReviewComment(
  repository: Repository,
  id: number,
  viewer: Account | undefined,
): ReviewComment | undefined {
  for (const pull of repository.pulls.values()) {
    const comment = visibleComments(pull, viewer).find((candidate) => candidate.id === id);
    if (comment) return comment;
  }
  return undefined;
}

export function visibleComments(pull: PullRequest, viewer: Account | undefined): ReviewComment[] {
  return pull.comments.filter(({ review }) => isVisible(review, viewer));
}

export function visibleReviews(pull: PullRequest, viewer: Account | undefined): Review[] {
  return pull.reviews.filter((review) => isVisible(review, viewer));
}

function isVisible(review: Review, viewer: Account | undefined): boolean {
  return review.state !== "PENDING" || review.author.id === viewer?.id;
}
