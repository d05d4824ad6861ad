import {
  checkBodies,
  createReview,
  deletePendingReview,
  submitReview,
  type NewReviewComment,
  type ReviewEvent,
} from "../actions/reviews.ts";
import { needs } from "../auth/needs.ts";
import type { Call } from "../http/call.ts";
import { pageOf } from "../http/pages.ts";
import { ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { reviewCommentJson, reviewJson } from "../payloads/review.ts";
import { visibleReviews } from "../state/reviews.ts";
import { pullOf, reviewOf } from "./find.ts";

const READ = needs("pull_requests", "read");
const WRITE = needs("pull_requests", "write");

const REVIEWS = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews";

export const reviewRoutes: readonly Route[] = [
  repositoryRoute(`GET ${REVIEWS}`, READ, listReviews),
  repositoryRoute(`POST ${REVIEWS}`, WRITE, postReview),
  repositoryRoute(`GET ${REVIEWS}/{review_id}`, READ, (call) =>
    ok(reviewJson(call.world, reviewOf(call))),
  ),
  repositoryRoute(`PUT ${REVIEWS}/{review_id}`, WRITE, updateReview),
  repositoryRoute(`DELETE ${REVIEWS}/{review_id}`, WRITE, deleteReview),
  repositoryRoute(`GET ${REVIEWS}/{review_id}/comments`, READ, listComments),
  repositoryRoute(`POST ${REVIEWS}/{review_id}/events`, WRITE, submit),
];

function listReviews(call: Call): Reply {
  const { items, headers } = pageOf(call, visibleReviews(pullOf(call), call.viewer));
  return ok(
    items.map((review) => reviewJson(call.world, review)),
    headers,
  );
}

interface ReviewBody {
  readonly commit_id?: string;
  readonly body?: string;
  readonly event?: ReviewEvent;
  readonly comments?: readonly NewReviewComment[];
}

async function postReview(call: Call): Promise<Reply> {
  const { commit_id: commit, ...review }: ReviewBody = JSON.parse(call.json);
  const input = { ...review, ...(commit === undefined ? {} : { commit }) };
  return ok(
    reviewJson(call.world, await createReview(call.world, pullOf(call), call.author, input)),
  );
}

function updateReview(call: Call): Reply {
  const review = reviewOf(call);
  const { body }: { readonly body: string } = JSON.parse(call.json);
  checkBodies([body]);
  review.body = body;
  return ok(reviewJson(call.world, review));
}

function deleteReview(call: Call): Reply {
  const review = reviewOf(call);
  deletePendingReview(review);
  return ok(reviewJson(call.world, review));
}

async function submit(call: Call): Promise<Reply> {
  const review = reviewOf(call);
  const { event, body }: { readonly event: ReviewEvent; readonly body?: string } = JSON.parse(
    call.json,
  );
  await submitReview(call.world, review, event, body);
  return ok(reviewJson(call.world, review));
}

/** This list has the older shape of a comment: `position`, but no `line`. */
async function listComments(call: Call): Promise<Reply> {
  const { items, headers } = pageOf(call, reviewOf(call).comments);
  const comments = items.map((comment) => reviewCommentJson(call.world, comment));
  return ok(await Promise.all(comments), headers);
}
