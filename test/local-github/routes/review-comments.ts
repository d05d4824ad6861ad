import {
  createReviewComment,
  deleteReviewComment,
  editReviewComment,
  replyToReviewComment,
  type NewReviewComment,
} from "../actions/reviews.ts";
import { needs } from "../auth/needs.ts";
import type { Call } from "../http/call.ts";
import { ApiError, notFound, validationFailed } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { created, noContent, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { isSince, sorted } from "../http/sorting.ts";
import { reviewCommentJson } from "../payloads/review.ts";
import { visibleComments, type ReviewComment } from "../state/reviews.ts";
import { pullOf, reviewCommentOf } from "./find.ts";

const READ = needs("pull_requests", "read");
const WRITE = needs("pull_requests", "write");

const OF_PULL = "/repos/{owner}/{repo}/pulls/{pull_number}/comments";
const COMMENT = "/repos/{owner}/{repo}/pulls/comments/{comment_id}";

export const reviewCommentRoutes: readonly Route[] = [
  repositoryRoute(`GET ${OF_PULL}`, READ, listComments),
  repositoryRoute(`POST ${OF_PULL}`, WRITE, postComment),
  repositoryRoute(`POST ${OF_PULL}/{comment_id}/replies`, WRITE, postReply),
  repositoryRoute(`GET ${COMMENT}`, READ, async (call) =>
    ok(await reviewCommentJson(call.world, reviewCommentOf(call))),
  ),
  repositoryRoute(`PATCH ${COMMENT}`, WRITE, updateComment),
  repositoryRoute(`DELETE ${COMMENT}`, WRITE, async (call) => {
    await deleteReviewComment(call.world, reviewCommentOf(call), call.author);
    return noContent();
  }),
];

const ORDERS = {
  created: ({ createdAt }: ReviewComment) => createdAt,
  updated: ({ updatedAt }: ReviewComment) => updatedAt,
};

async function listComments(call: Call): Promise<Reply> {
  const comments = visibleComments(pullOf(call), call.viewer);
  const wanted = comments.filter((comment) => isSince(call, comment));
  const { items, headers } = pageOf(call, sorted(call, wanted, ORDERS, "asc"));
  const json = items.map((comment) => reviewCommentJson(call.world, comment));
  return ok(await Promise.all(json), headers);
}

interface CommentBody extends NewReviewComment {
  readonly commit_id: string;
  readonly in_reply_to?: number;
}

async function postComment(call: Call): Promise<Reply> {
  call.refuseKeys("subject_type");
  const { commit_id: commit, in_reply_to: parent, ...comment }: CommentBody = JSON.parse(call.json);
  if (parent !== undefined) return reply(call, commentIn(call, parent), comment.body);
  const pull = pullOf(call);
  try {
    const input = { ...comment, commit };
    const review = await createReviewComment(call.world, pull, call.author, input);
    return await createdComment(call, review.comments[0]);
  } catch (thrown) {
    throw inFields(thrown);
  }
}

function postReply(call: Call): Promise<Reply> {
  const parent = commentIn(call, call.number("comment_id"));
  const { body }: { readonly body: string } = JSON.parse(call.json);
  return reply(call, parent, body);
}

/** Only what begins a thread can be answered; an answer to an answer is refused. */
function commentIn(call: Call, id: number): ReviewComment {
  const comments = visibleComments(pullOf(call), call.viewer);
  const comment = comments.find((candidate) => candidate.id === id);
  if (!comment || comment.inReplyTo) throw notFound();
  return comment;
}

async function reply(call: Call, parent: ReviewComment, body: string): Promise<Reply> {
  return createdComment(call, await replyToReviewComment(call.world, parent, call.author, body));
}

async function createdComment(call: Call, comment: ReviewComment | undefined): Promise<Reply> {
  if (!comment) throw new Error("a review without its comment");
  const json = await reviewCommentJson(call.world, comment);
  return created(json, String(json["url"]));
}

async function updateComment(call: Call): Promise<Reply> {
  const comment = reviewCommentOf(call);
  const { body }: { readonly body: string } = JSON.parse(call.json);
  await editReviewComment(call.world, comment, call.author, body);
  return ok(await reviewCommentJson(call.world, comment));
}

/** What a review answers in sentences, a single comment answers field by field. */
const FIELDS: Readonly<Record<string, readonly [field: string, rest: string]>> = {
  "Path could not be resolved": ["pull_request_review_thread.path", "is invalid"],
  "Line could not be resolved": ["pull_request_review_thread.line", "must be part of the diff"],
  "Position could not be resolved": ["pull_request_review_thread.position", "is invalid"],
  "Start line could not be resolved": [
    "pull_request_review_thread.start_line",
    "must be part of the diff",
  ],
  "The commitOID is not part of the pull request": ["commit_id", "is not part of the pull request"],
};

function inFields(thrown: unknown): unknown {
  const sentence = thrown instanceof ApiError ? String(thrown.errors?.[0]) : "";
  const known = FIELDS[sentence];
  if (!known) return thrown;
  const [field, rest] = known;
  const message = `${field} ${rest}`;
  return validationFailed({ resource: "PullRequestReviewComment", code: "custom", field, message });
}
