import type { Account } from "../state/accounts.ts";
import type { JsonObject } from "../payloads/json.ts";
import { pullRequestJson, simplePullRequestJson } from "../payloads/pull-request.ts";
import { reviewCommentJson, reviewEventJson } from "../payloads/review.ts";
import type { PullRequest } from "../state/pull-requests.ts";
import type { Review, ReviewComment } from "../state/reviews.ts";
import type { World } from "../state/world.ts";
import type { Sending } from "./webhooks.ts";

export type PullRequestAction = "opened" | "edited" | "synchronize" | "reopened" | "closed";

export async function sendPullRequestEvent(
  world: World,
  action: PullRequestAction,
  pull: PullRequest,
  sender: Account,
  sending: Sending,
  more: JsonObject = {},
): Promise<void> {
  const { repository } = pull.base;
  const event = { deliver: sending.deliver, event: "pull_request", action, repository };
  if (!world.webhooks.hears(event)) return;
  const pull_request = await pullRequestJson(world, pull);
  world.webhooks.send({
    ...event,
    sender,
    payload: { number: pull.number, pull_request, ...more },
  });
}

export function sendReviewEvent(world: World, review: Review, sending: Sending): void {
  world.webhooks.send({
    deliver: sending.deliver,
    event: "pull_request_review",
    action: "submitted",
    repository: review.pull.base.repository,
    sender: review.author,
    payload: {
      review: reviewEventJson(world, review),
      pull_request: simplePullRequestJson(world, review.pull),
    },
  });
}

export async function sendReviewCommentEvent(
  world: World,
  action: "created" | "edited" | "deleted",
  comment: ReviewComment,
  sender: Account,
  sending: Sending,
  more: JsonObject = {},
): Promise<void> {
  const json = await reviewCommentJson(world, comment);
  world.webhooks.send({
    deliver: sending.deliver,
    event: "pull_request_review_comment",
    action,
    repository: comment.pull.base.repository,
    sender,
    payload: {
      comment: json,
      pull_request: simplePullRequestJson(world, comment.pull),
      ...more,
    },
  });
}
