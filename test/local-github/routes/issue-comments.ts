import { createComment, deleteComment, editComment } from "../actions/issues.ts";
import { needsOfIssue, type Need } from "../auth/needs.ts";
import type { Call } from "../http/call.ts";
import { isTooLong, TOO_LONG, validationFailed } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { created, noContent, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type RepositoryRoute, type Route } from "../http/route.ts";
import { isSince } from "../http/sorting.ts";
import { issueCommentJson } from "../payloads/issue.ts";
import type { Access } from "../state/app.ts";
import { findIssueComment } from "../state/issues.ts";
import { issueCommentOf, issueOf } from "./find.ts";

const OF_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

export const issueCommentRoutes: readonly Route[] = [
  repositoryRoute(`GET ${OF_ISSUE}`, onIssue("read"), listComments),
  repositoryRoute(`POST ${OF_ISSUE}`, onIssue("write"), postComment),
  repositoryRoute(`GET ${COMMENT}`, onComment("read"), (call) =>
    ok(issueCommentJson(call.world, issueCommentOf(call))),
  ),
  repositoryRoute(`PATCH ${COMMENT}`, onComment("write"), updateComment),
  repositoryRoute(`DELETE ${COMMENT}`, onComment("write"), (call) => {
    deleteComment(call.world, issueCommentOf(call), call.author);
    return noContent();
  }),
];

/** On a pull request it is `pull_requests` that is needed, on an issue `issues`. */
export function onIssue(access: Access): RepositoryRoute["need"] {
  return ({ issues }, param): Need =>
    needsOfIssue(issues.get(Number(param("issue_number"))), access);
}

export function onComment(access: Access): RepositoryRoute["need"] {
  return (repository, param): Need =>
    needsOfIssue(findIssueComment(repository, Number(param("comment_id")))?.issue, access);
}

/** Oldest first. */
function listComments(call: Call): Reply {
  const comments = issueOf(call).comments.filter((comment) => isSince(call, comment));
  const { items, headers } = pageOf(call, comments);
  return ok(
    items.map((comment) => issueCommentJson(call.world, comment)),
    headers,
  );
}

function bodyOf(call: Call): string {
  const { body }: { readonly body: string } = JSON.parse(call.json);
  if (body.trim() === "") {
    throw validationFailed({ resource: "IssueComment", code: "missing_field", field: "body" });
  }
  if (isTooLong(body)) {
    const message = `Body ${TOO_LONG}`;
    throw validationFailed({
      resource: "IssueComment",
      code: "unprocessable",
      field: "data",
      message,
    });
  }
  return body;
}

function postComment(call: Call): Reply {
  const comment = createComment(call.world, issueOf(call), call.author, bodyOf(call));
  const json = issueCommentJson(call.world, comment);
  return created(json, String(json["url"]));
}

function updateComment(call: Call): Reply {
  const comment = issueCommentOf(call);
  editComment(call.world, comment, call.author, bodyOf(call));
  return ok(issueCommentJson(call.world, comment));
}
