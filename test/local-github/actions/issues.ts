import type { Account } from "../state/accounts.ts";
import type { Issue, IssueComment } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { sendIssueCommentEvent, sendIssueEvent } from "../webhooks/issue-events.ts";
import type { Sending } from "../webhooks/webhooks.ts";

export interface NewIssue {
  readonly author: Account;
  readonly title: string;
  readonly body: string | null;
}

/** Takes the repository's next number; pull requests begin here too. */
export function addIssue(world: World, repository: Repository, input: NewIssue): Issue {
  const now = world.clock.timestamp();
  const issue: Issue = {
    ...world.ids.next("issue"),
    author: input.author,
    title: input.title,
    body: input.body,
    repository,
    number: repository.issues.size + 1,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: undefined,
    comments: [],
    reactions: [],
    state: "open",
    pull: undefined,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

export function openIssue(
  world: World,
  repository: Repository,
  input: NewIssue,
  sending: Sending = {},
): Issue {
  const issue = addIssue(world, repository, input);
  sendIssueEvent(world, "opened", issue, input.author, sending);
  return issue;
}

export function editIssue(
  world: World,
  issue: Issue,
  editor: Account,
  edit: { readonly title?: string; readonly body?: string | null },
  sending: Sending = {},
): void {
  const changes = changesOf(issue, edit);
  issue.title = edit.title ?? issue.title;
  issue.body = edit.body === undefined ? issue.body : edit.body;
  issue.updatedAt = world.clock.timestamp();
  sendIssueEvent(world, "edited", issue, editor, sending, { changes });
}

/** What an `edited` event says of before. */
export function changesOf(
  before: { readonly title: string; readonly body: string | null },
  edit: { readonly title?: string; readonly body?: string | null },
): Record<string, { from: string }> {
  return {
    ...(edit.title === undefined ? {} : { title: { from: before.title } }),
    ...(edit.body === undefined ? {} : { body: { from: before.body ?? "" } }),
  };
}

export function setIssueState(
  world: World,
  issue: Issue,
  by: Account,
  state: "open" | "closed",
  sending: Sending = {},
): void {
  if (issue.state === state) return;
  markState(world, issue, by, state);
  sendIssueEvent(world, state === "open" ? "reopened" : "closed", issue, by, sending);
}

export function markState(world: World, issue: Issue, by: Account, state: "open" | "closed"): void {
  issue.state = state;
  issue.updatedAt = world.clock.timestamp();
  issue.closedAt = state === "closed" ? issue.updatedAt : null;
  issue.closedBy = state === "closed" ? by : undefined;
}

export function createComment(
  world: World,
  issue: Issue,
  author: Account,
  body: string,
  sending: Sending = {},
): IssueComment {
  const now = world.clock.timestamp();
  const identity = world.ids.next("issueComment");
  const comment = {
    ...identity,
    issue,
    author,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
  };
  issue.comments.push(comment);
  issue.updatedAt = now;
  sendIssueCommentEvent(world, "created", comment, author, sending);
  return comment;
}

export function editComment(
  world: World,
  comment: IssueComment,
  editor: Account,
  body: string,
  sending: Sending = {},
): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = world.clock.timestamp();
  sendIssueCommentEvent(world, "edited", comment, editor, sending, { changes });
}

export function deleteComment(
  world: World,
  comment: IssueComment,
  by: Account,
  sending: Sending = {},
): void {
  const { comments } = comment.issue;
  comments.splice(comments.indexOf(comment), 1);
  sendIssueCommentEvent(world, "deleted", comment, by, sending);
}
