import { editIssue, openIssue, setIssueState } from "../actions/issues.ts";
import { editPullRequest, setPullRequestState } from "../actions/pull-requests.ts";
import { needs, needsOfIssue } from "../auth/needs.ts";
import type { Call } from "../http/call.ts";
import { isTooLong, TOO_LONG, validationFailed } from "../http/errors.ts";
import { pageOf } from "../http/pages.ts";
import { created, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { isSince, sorted } from "../http/sorting.ts";
import { fullIssueJson, issueJson } from "../payloads/issue.ts";
import type { Issue } from "../state/issues.ts";
import { issueOf } from "./find.ts";

const READ = needs("issues", "read");
const WRITE = needs("issues", "write");
const ISSUES = "/repos/{owner}/{repo}/issues";

export const issueRoutes: readonly Route[] = [
  repositoryRoute(`GET ${ISSUES}`, READ, listIssues),
  repositoryRoute(`POST ${ISSUES}`, WRITE, postIssue),
  repositoryRoute(`GET ${ISSUES}/{issue_number}`, READ, (call) =>
    ok(fullIssueJson(call.world, issueOf(call))),
  ),
  repositoryRoute(
    `PATCH ${ISSUES}/{issue_number}`,
    ({ issues }, param) => needsOfIssue(issues.get(Number(param("issue_number"))), "write"),
    updateIssue,
  ),
];

const ORDERS = {
  comments: ({ comments }: Issue) => comments.length,
  created: ({ createdAt }: Issue) => createdAt,
  updated: ({ updatedAt }: Issue) => updatedAt,
};

/** Pull requests are among them. */
function listIssues(call: Call): Reply {
  call.refuseFilters("assignee", "issue_field_values", "labels", "mentioned", "milestone", "type");
  const { world, repository, query } = call;
  const state = query.get("state") ?? "open";
  const creator = query.get("creator");
  const issues = [...repository.issues.values()].filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      (creator === null || issue.author.login === creator) &&
      isSince(call, issue),
  );
  const { items, headers } = pageOf(call, sorted(call, issues, ORDERS, "desc"));
  return ok(
    items.map((issue) => issueJson(world, issue)),
    headers,
  );
}

interface IssueBody {
  readonly title: string | number;
  readonly body?: string | null;
}

const NOT_KEPT = ["labels", "assignees", "assignee", "milestone", "type", "issue_field_values"];

function postIssue(call: Call): Reply {
  call.refuseKeys(...NOT_KEPT);
  const { world, repository, author } = call;
  const { title, body = null }: IssueBody = JSON.parse(call.json);
  checkIssue({ title: String(title), body });
  const issue = openIssue(world, repository, { author, title: String(title), body });
  const json = fullIssueJson(world, issue);
  return created(json, String(json["url"]));
}

interface IssueUpdate {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: "open" | "closed";
}

async function updateIssue(call: Call): Promise<Reply> {
  call.refuseKeys(...NOT_KEPT, "duplicate_issue_id");
  const { world, author } = call;
  const issue = issueOf(call);
  const { title, body, state }: IssueUpdate = JSON.parse(call.json);
  const edit = {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
  };
  checkIssue(edit);
  if (Object.keys(edit).length > 0) {
    if (issue.pull) await editPullRequest(world, issue.pull, author, edit);
    else editIssue(world, issue, author, edit);
  }
  if (state && issue.pull) await setPullRequestState(world, issue.pull, author, state);
  else if (state) setIssueState(world, issue, author, state);
  return ok(fullIssueJson(world, issue));
}

function checkIssue({ title, body }: { title?: string; body?: string | null }): void {
  if (title?.trim() === "") {
    throw validationFailed({ resource: "Issue", code: "missing_field", field: "title" });
  }
  if (isTooLong(body ?? "")) {
    const message = `body ${TOO_LONG}`;
    throw validationFailed({ resource: "Issue", code: "custom", field: "body", message });
  }
}
