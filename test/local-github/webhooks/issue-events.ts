import type { Account } from "../state/accounts.ts";
import type { Issue, IssueComment } from "../state/issues.ts";
import { issueCommentJson, issueJson } from "../payloads/issue.ts";
import type { JsonObject } from "../payloads/json.ts";
import type { World } from "../state/world.ts";
import type { Sending } from "./webhooks.ts";

export type IssueAction = "opened" | "edited" | "closed" | "reopened";

export function sendIssueEvent(
  world: World,
  action: IssueAction,
  issue: Issue,
  sender: Account,
  sending: Sending,
  more: JsonObject = {},
): void {
  world.webhooks.send({
    deliver: sending.deliver,
    event: "issues",
    action,
    repository: issue.repository,
    sender,
    payload: { issue: issueJson(world, issue), ...more },
  });
}

export function sendIssueCommentEvent(
  world: World,
  action: "created" | "edited" | "deleted",
  comment: IssueComment,
  sender: Account,
  sending: Sending,
  more: JsonObject = {},
): void {
  world.webhooks.send({
    deliver: sending.deliver,
    event: "issue_comment",
    action,
    repository: comment.issue.repository,
    sender,
    payload: {
      issue: issueJson(world, comment.issue),
      comment: issueCommentJson(world, comment),
      ...more,
    },
  });
}
