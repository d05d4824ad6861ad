import { associationOf } from "../state/repositories.ts";
import { isOutdated, type Review, type ReviewComment } from "../state/reviews.ts";
import type { World } from "../state/world.ts";
import { accountJson } from "./account.ts";
import { reactionCounts } from "./issue.ts";
import type { JsonObject } from "./json.ts";

export function reviewJson(world: World, review: Review): JsonObject {
  const { links } = world;
  const { pull } = review;
  const repository = pull.base.repository;
  const page = `${links.page(repository)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const pullUrl = `${links.api(repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: accountJson(links, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pullUrl,
    author_association: associationOf(repository, review.author),
    _links: { html: { href: page }, pull_request: { href: pullUrl } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
  };
}

/** In events the state is in small letters, and an empty body is `null`. */
export function reviewEventJson(world: World, review: Review): JsonObject {
  return {
    ...reviewJson(world, review),
    body: review.body === "" ? null : review.body,
    state: review.state.toLowerCase(),
    submitted_at: review.submittedAt,
  };
}

function addressesOf({ links }: World, comment: ReviewComment): JsonObject {
  const repository = comment.pull.base.repository;
  const url = `${links.api(repository)}/pulls/comments/${comment.id}`;
  const page = `${links.page(repository)}/pull/${comment.pull.number}#discussion_r${comment.id}`;
  const pullUrl = `${links.api(repository)}/pulls/${comment.pull.number}`;
  return {
    url,
    html_url: page,
    pull_request_url: pullUrl,
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pullUrl } },
    reactions: reactionCounts(url, comment),
  };
}

/** An outdated comment keeps where it was written, and stands nowhere now. */
async function placeJson(comment: ReviewComment): Promise<JsonObject> {
  const { place, pull, commit } = comment;
  const outdated = await isOutdated(comment);
  return {
    path: place.path,
    diff_hunk: place.hunk,
    side: place.side,
    start_side: place.startSide,
    subject_type: "line",
    original_commit_id: commit,
    original_line: place.line,
    original_start_line: place.startLine,
    original_position: place.position,
    commit_id: outdated ? commit : pull.head.sha,
    line: outdated ? null : place.line,
    start_line: outdated ? null : place.startLine,
    position: outdated ? null : place.position,
  };
}

export async function reviewCommentJson(world: World, comment: ReviewComment): Promise<JsonObject> {
  return {
    ...addressesOf(world, comment),
    ...(await placeJson(comment)),
    id: comment.id,
    node_id: comment.nodeId,
    pull_request_review_id: comment.review.id,
    user: accountJson(world.links, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(comment.pull.base.repository, comment.author),
    ...(comment.inReplyTo ? { in_reply_to_id: comment.inReplyTo.id } : {}),
  };
}
