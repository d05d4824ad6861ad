import type { NewReview, NewReviewComment } from "./actions/reviews.ts";
import type { FileChanges } from "./git/write-commit.ts";
import type { LocalRepository } from "./local-repository.ts";
import type { ReviewComment } from "./state/reviews.ts";
import type { Sending } from "./webhooks/webhooks.ts";

export interface CommitOptions extends Sending {
  readonly files: FileChanges;
  /** The repository's default branch unless said otherwise. */
  readonly branch?: string;
  readonly message?: string;
  /** A login; the owner, or `OWNER-admin` where that is an organisation, unless said otherwise. */
  readonly author?: string;
  /**
   * The commit to begin at, where that is not the branch's tip (a new branch begins at the default
   * branch's); `null` begins from nothing.
   */
  readonly parent?: string | null;
  readonly date?: string;
}

export interface PushOptions extends Sending {
  readonly branch: string;
  readonly sha: string;
  readonly by?: string;
}

export interface PullRequestOptions extends Sending {
  readonly head: string;
  readonly base?: string;
  readonly author?: string;
  readonly title?: string;
  readonly body?: string | null;
  readonly draft?: boolean;
  /** Where the branch is, if it is in a fork. */
  readonly headRepository?: LocalRepository;
}

/** Who does it, where that is not plain. */
export interface ByOptions extends Sending {
  readonly by?: string;
}

export interface IssueOptions extends Sending {
  readonly author?: string;
  readonly title?: string;
  readonly body?: string | null;
}

export interface CommentOptions extends Sending {
  /** The number of an issue or of a pull request. */
  readonly issue: number;
  readonly author: string;
  readonly body: string;
}

export interface ReviewOptions extends Sending, NewReview {
  readonly pullRequest: number;
  readonly author: string;
}

export interface ReviewCommentOptions extends Sending, NewReviewComment {
  readonly pullRequest: number;
  readonly author: string;
  readonly commit?: string;
  /** Answers this comment; the place is then the other's. */
  readonly inReplyTo?: ReviewComment;
}
