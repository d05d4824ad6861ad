import { commitsBetween } from "../git/log.ts";
import { isTooLong, TOO_LONG, unprocessable } from "../http/errors.ts";
import type { Account } from "../state/accounts.ts";
import { filesOf, type PullRequest } from "../state/pull-requests.ts";
import type { Placement, Review, ReviewComment, ReviewState } from "../state/reviews.ts";
import type { World } from "../state/world.ts";
import { sendReviewCommentEvent, sendReviewEvent } from "../webhooks/pull-request-events.ts";
import type { Sending } from "../webhooks/webhooks.ts";
import { placeComment, type WantedPlace } from "./review-placement.ts";

export type ReviewEvent = "APPROVE" | "REQUEST_CHANGES" | "COMMENT";

export interface NewReviewComment extends WantedPlace {
  readonly body: string;
}

export interface NewReview {
  readonly commit?: string;
  readonly body?: string;
  /** Without one the review stays pending: nobody but its author sees it. */
  readonly event?: ReviewEvent;
  readonly comments?: readonly NewReviewComment[];
}

const STATES: Readonly<Record<ReviewEvent, ReviewState>> = {
  APPROVE: "APPROVED",
  COMMENT: "COMMENTED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
};

/** All or nothing: one comment at a wrong place, and nothing of the review is there. */
export async function createReview(
  world: World,
  pull: PullRequest,
  author: Account,
  input: NewReview,
  sending: Sending = {},
): Promise<Review> {
  const { body = "", comments = [] } = input;
  const commit = input.commit ?? pull.head.sha;
  checkBodies([body, ...comments.map((comment) => comment.body)]);
  checkNoPending(pull, author);
  if (input.event) checkEvent(pull, author, input.event, body, comments.length);
  await checkCommit(pull, commit);
  const files = comments.length === 0 ? [] : await filesOf(pull, commit);
  const places = comments.map((comment) => placeComment(files, comment));
  const review = addReview(world, pull, author, commit, body);
  for (const [index, place] of places.entries()) {
    addComment(world, review, comments[index]?.body ?? "", place);
  }
  if (input.event) await publish(world, review, input.event, sending);
  return review;
}

export async function submitReview(
  world: World,
  review: Review,
  event: ReviewEvent,
  body: string = review.body,
  sending: Sending = {},
): Promise<void> {
  if (review.state !== "PENDING")
    throw unprocessable("Pull request review has already been submitted");
  checkBodies([body]);
  checkEvent(review.pull, review.author, event, body, review.comments.length);
  review.body = body;
  await publish(world, review, event, sending);
}

/** One comment on the diff; GitHub makes a review of its own around it. */
export function createReviewComment(
  world: World,
  pull: PullRequest,
  author: Account,
  comment: NewReviewComment & { readonly commit?: string },
  sending: Sending = {},
): Promise<Review> {
  const { commit, ...placed } = comment;
  const review = { event: "COMMENT", comments: [placed], ...(commit ? { commit } : {}) } as const;
  return createReview(world, pull, author, review, sending);
}

export async function replyToReviewComment(
  world: World,
  parent: ReviewComment,
  author: Account,
  body: string,
  sending: Sending = {},
): Promise<ReviewComment> {
  checkBodies([body]);
  if (body.trim() === "") throw unprocessable("Body can't be blank");
  const review = addReview(world, parent.pull, author, parent.commit, "");
  const reply = addComment(world, review, body, parent.place, parent);
  await publish(world, review, "COMMENT", sending);
  return reply;
}

export async function editReviewComment(
  world: World,
  comment: ReviewComment,
  editor: Account,
  body: string,
  sending: Sending = {},
): Promise<void> {
  checkBodies([body]);
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = world.clock.timestamp();
  await sendReviewCommentEvent(world, "edited", comment, editor, sending, { changes });
}

export async function deleteReviewComment(
  world: World,
  comment: ReviewComment,
  by: Account,
  sending: Sending = {},
): Promise<void> {
  const { comments } = comment.pull;
  comments.splice(comments.indexOf(comment), 1);
  await sendReviewCommentEvent(world, "deleted", comment, by, sending);
}

export function deletePendingReview(review: Review): void {
  if (review.state !== "PENDING")
    throw unprocessable("Can not delete a non-pending pull request review");
  const { comments, reviews } = review.pull;
  reviews.splice(reviews.indexOf(review), 1);
  for (const comment of review.comments) comments.splice(comments.indexOf(comment), 1);
}

export function checkBodies(bodies: readonly string[]): void {
  if (bodies.some(isTooLong)) throw unprocessable(`Body ${TOO_LONG}`);
}

function checkNoPending(pull: PullRequest, author: Account): void {
  const pending = pull.reviews.some(
    (review) => review.state === "PENDING" && review.author.id === author.id,
  );
  if (pending) throw unprocessable("User can only have one pending review per pull request");
}

function checkEvent(
  pull: PullRequest,
  author: Account,
  event: ReviewEvent,
  body: string,
  comments: number,
): void {
  const own = pull.issue.author.id === author.id;
  if (own && event === "APPROVE") throw unprocessable("Can not approve your own pull request");
  if (own && event === "REQUEST_CHANGES") {
    throw unprocessable("Can not request changes on your own pull request");
  }
  const says = body.trim() !== "" || comments > 0;
  if (event === "COMMENT" && !says) throw unprocessable("Body can't be blank");
  if (event === "REQUEST_CHANGES" && !says) {
    throw unprocessable("You need to leave a comment indicating the requested changes.");
  }
}

async function checkCommit(pull: PullRequest, commit: string): Promise<void> {
  const { folder } = pull.base.repository;
  const commits = await commitsBetween(folder, pull.base.sha, pull.head.sha);
  if (!commits.some(({ sha }) => sha === commit)) {
    throw unprocessable("The commitOID is not part of the pull request");
  }
}

function addReview(
  world: World,
  pull: PullRequest,
  author: Account,
  commit: string,
  body: string,
): Review {
  const review: Review = {
    ...world.ids.next("review"),
    pull,
    author,
    commit,
    body,
    comments: [],
    state: "PENDING",
    submittedAt: null,
  };
  pull.reviews.push(review);
  return review;
}

function addComment(
  world: World,
  review: Review,
  body: string,
  place: Placement,
  inReplyTo?: ReviewComment,
): ReviewComment {
  const now = world.clock.timestamp();
  const comment: ReviewComment = {
    ...world.ids.next("reviewComment"),
    pull: review.pull,
    author: review.author,
    commit: review.commit,
    review,
    body,
    place,
    inReplyTo,
    createdAt: now,
    updatedAt: now,
    reactions: [],
  };
  review.comments.push(comment);
  review.pull.comments.push(comment);
  return comment;
}

async function publish(
  world: World,
  review: Review,
  event: ReviewEvent,
  sending: Sending,
): Promise<void> {
  review.state = STATES[event];
  review.submittedAt = world.clock.timestamp();
  review.pull.issue.updatedAt = review.submittedAt;
  sendReviewEvent(world, review, sending);
  for (const comment of review.comments) {
    await sendReviewCommentEvent(world, "created", comment, review.author, sending);
  }
}
