import { editPullRequest, openPullRequest, setPullRequestState } from "../actions/pull-requests.ts";
import { needs } from "../auth/needs.ts";
import { diffText, patchText } from "../git/diff.ts";
import { commitsBetween } from "../git/log.ts";
import type { Call } from "../http/call.ts";
import { ApiError, validationFailed, isTooLong, TOO_LONG } from "../http/errors.ts";
import { wantsDiff, wantsPatch } from "../http/media.ts";
import { pageOf } from "../http/pages.ts";
import { content, created, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { sorted } from "../http/sorting.ts";
import { commitJson, fileJson } from "../payloads/commit.ts";
import { pullRequestJson, simplePullRequestJson } from "../payloads/pull-request.ts";
import { findInNetwork } from "../state/network.ts";
import { filesOf, forkPoint, type PullRequest } from "../state/pull-requests.ts";
import { pullOf } from "./find.ts";

const READ = needs("pull_requests", "read");
const WRITE = needs("pull_requests", "write");

export const pullRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/pulls", READ, listPulls),
  repositoryRoute("POST /repos/{owner}/{repo}/pulls", WRITE, createPull),
  repositoryRoute("GET /repos/{owner}/{repo}/pulls/{pull_number}", READ, getPull),
  repositoryRoute("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", WRITE, updatePull),
  repositoryRoute("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", READ, listFiles),
  repositoryRoute("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", READ, listCommits),
];

function listPulls(call: Call): Reply {
  const { world, repository, query } = call;
  const state = query.get("state") ?? "open";
  const [head, base] = [query.get("head"), query.get("base")];
  const pulls = [...repository.pulls.values()].filter(
    (pull) =>
      (state === "all" || pull.issue.state === state) &&
      (head === null || head === `${pull.head.repository.owner.login}:${pull.head.ref}`) &&
      (base === null || base === pull.base.ref),
  );
  const keys = {
    created: ({ issue }: PullRequest) => issue.createdAt,
    updated: ({ issue }: PullRequest) => issue.updatedAt,
  };
  const { items, headers } = pageOf(call, sorted(call, pulls, keys, "desc"));
  return ok(
    items.map((pull) => simplePullRequestJson(world, pull)),
    headers,
  );
}

interface PullBody {
  readonly title?: string;
  readonly head: string;
  readonly base: string;
  readonly body?: string;
  readonly draft?: boolean;
}

async function createPull(call: Call): Promise<Reply> {
  call.refuseKeys("issue", "head_repo");
  const { world, repository, author } = call;
  const wanted: PullBody = JSON.parse(call.json);
  const { title = "", head, base, body = "", draft = false } = wanted;
  if (title.trim() === "") {
    throw validationFailed({ resource: "PullRequest", code: "missing_field", field: "title" });
  }
  checkLength(body);
  const [, owner, branch = head] = /^([^:]+):(.+)$/.exec(head) ?? [];
  const headRepository = owner === undefined ? repository : findInNetwork(world, repository, owner);
  if (!headRepository) {
    throw validationFailed({ resource: "PullRequest", code: "invalid", field: "head" });
  }
  const input = { author, title, body, base, head: branch, headRepository, draft };
  const pull = await openPullRequest(world, repository, input);
  const json = await pullRequestJson(world, pull);
  return created(json, String(json["url"]));
}

/** The description of a pull request is its issue's, and so is the error. */
function checkLength(body: string): void {
  if (!isTooLong(body)) return;
  const message = `body ${TOO_LONG}`;
  throw validationFailed({ resource: "Issue", code: "custom", field: "body", message });
}

async function getPull(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  if (wantsDiff(call))
    return content("application/vnd.github.diff; charset=utf-8", await diffOf(pull));
  if (wantsPatch(call)) {
    const { folder } = pull.base.repository;
    const patch = await patchText(folder, await forkPoint(pull), pull.head.sha);
    return content("application/vnd.github.patch; charset=utf-8", patch);
  }
  return ok(await pullRequestJson(call.world, pull));
}

const MAX_DIFF_FILES = 300;
const MAX_DIFF_LINES = 20_000;

async function diffOf(pull: PullRequest): Promise<Buffer> {
  const { folder } = pull.base.repository;
  const [files, diff] = await Promise.all([
    filesOf(pull),
    forkPoint(pull).then((fork) => diffText(folder, fork, pull.head.sha)),
  ]);
  const lines = files.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0);
  if (files.length > MAX_DIFF_FILES) throw tooLarge(`files (${MAX_DIFF_FILES})`);
  if (lines > MAX_DIFF_LINES) throw tooLarge(`lines (${MAX_DIFF_LINES})`);
  return diff;
}

function tooLarge(limit: string): ApiError {
  return new ApiError(
    406,
    `Sorry, the diff exceeded the maximum number of ${limit}. Consider using 'List pull requests files' API or locally cloning the repository instead.`,
    { errors: [{ resource: "PullRequest", field: "diff", code: "too_large" }] },
  );
}

interface PullUpdate {
  readonly title?: string;
  readonly body?: string;
  readonly state?: "open" | "closed";
}

async function updatePull(call: Call): Promise<Reply> {
  call.refuseKeys("base", "maintainer_can_modify");
  const { world, author } = call;
  const pull = pullOf(call);
  const { state, ...edit }: PullUpdate = JSON.parse(call.json);
  checkLength(edit.body ?? "");
  if (Object.keys(edit).length > 0) await editPullRequest(world, pull, author, edit);
  if (state !== undefined) await setPullRequestState(world, pull, author, state);
  return ok(await pullRequestJson(world, pull));
}

/** GitHub lists no more files than this, whatever the page. */
const MAX_FILES = 3000;

async function listFiles(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  const files = (await filesOf(pull)).slice(0, MAX_FILES);
  const { items, headers } = pageOf(call, files);
  return ok(
    items.map((file) => fileJson(call.world, pull.base.repository, pull.head.sha, file)),
    headers,
  );
}

const MAX_COMMITS = 250;

async function listCommits(call: Call): Promise<Reply> {
  const { base, head } = pullOf(call);
  const commits = await commitsBetween(base.repository.folder, base.sha, head.sha);
  const { items, headers } = pageOf(call, commits.slice(0, MAX_COMMITS));
  return ok(
    items.map((commit) => commitJson(call.world, call.repository, commit)),
    headers,
  );
}
