import type { Call } from "../http/call.ts";
import { notFound } from "../http/errors.ts";
import type { CheckRun } from "../state/checks.ts";
import { findIssueComment, type Issue, type IssueComment } from "../state/issues.ts";
import type { PullRequest } from "../state/pull-requests.ts";
import {
  findReviewComment,
  visibleReviews,
  type Review,
  type ReviewComment,
} from "../state/reviews.ts";

/** What a path names, or GitHub's 404. */
export function pullOf(call: Call): PullRequest {
  return found(call.repository.pulls.get(call.number("pull_number")));
}

export function issueOf(call: Call): Issue {
  return found(call.repository.issues.get(call.number("issue_number")));
}

export function issueCommentOf(call: Call): IssueComment {
  return found(findIssueComment(call.repository, call.number("comment_id")));
}

export function reviewOf(call: Call): Review {
  const id = call.number("review_id");
  return found(visibleReviews(pullOf(call), call.viewer).find((review) => review.id === id));
}

export function reviewCommentOf(call: Call): ReviewComment {
  return found(findReviewComment(call.repository, call.number("comment_id"), call.viewer));
}

export function checkRunOf(call: Call): CheckRun {
  const id = call.number("check_run_id");
  return found(call.repository.checkRuns.find((run) => run.id === id));
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw notFound();
  return thing;
}
