import type { Account } from "./accounts.ts";
import type { Identity } from "./ids.ts";
import type { PullRequest } from "./pull-requests.ts";
import type { Reaction } from "./reactions.ts";
import type { Repository } from "./repositories.ts";

export interface Issue extends Identity {
  readonly repository: Repository;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: string;
  readonly comments: IssueComment[];
  readonly reactions: Reaction[];
  title: string;
  body: string | null;
  state: "open" | "closed";
  updatedAt: string;
  closedAt: string | null;
  closedBy: Account | undefined;
  /** Set where the issue is a pull request. */
  pull: PullRequest | undefined;
}

export interface IssueComment extends Identity {
  readonly issue: Issue;
  readonly author: Account;
  readonly createdAt: string;
  readonly reactions: Reaction[];
  body: string;
  updatedAt: string;
}

export function findIssueComment(repository: Repository, id: number): IssueComment | undefined {
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((candidate) => candidate.id === id);
    if (comment) return comment;
  }
  return undefined;
}
