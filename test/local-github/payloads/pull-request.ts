import type { Account } from "../state/accounts.ts";
import { sizeOf, type PullRequest } from "../state/pull-requests.ts";
import { associationOf, type Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { accountJson } from "./account.ts";
import type { JsonObject } from "./json.ts";
import { repositoryJson } from "./repository.ts";

interface Addresses {
  readonly api: string;
  readonly url: string;
  readonly issue: string;
  readonly page: string;
}

function addressesOf({ links }: World, pull: PullRequest): Addresses {
  const api = links.api(pull.base.repository);
  const page = `${links.page(pull.base.repository)}/pull/${pull.number}`;
  return { api, page, url: `${api}/pulls/${pull.number}`, issue: `${api}/issues/${pull.number}` };
}

function linksOf({ api, url, issue, page }: Addresses, sha: string): JsonObject {
  return {
    self: { href: url },
    html: { href: page },
    issue: { href: issue },
    comments: { href: `${issue}/comments` },
    review_comments: { href: `${url}/comments` },
    review_comment: { href: `${api}/pulls/comments{/number}` },
    commits: { href: `${url}/commits` },
    statuses: { href: `${api}/statuses/${sha}` },
  };
}

function urlsOf({ api, url, issue, page }: Addresses, sha: string): JsonObject {
  return {
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${sha}`,
  };
}

/** Where the head's repository is gone, GitHub says `null` for it. */
function sideJson(
  { links }: World,
  side: { readonly repository: Repository; readonly ref: string; readonly sha: string },
): JsonObject {
  const { repository, ref, sha } = side;
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: accountJson(links, repository.owner),
    repo: repository.deleted ? null : repositoryJson(links, repository),
  };
}

/** As lists give it. */
export function simplePullRequestJson(world: World, pull: PullRequest): JsonObject {
  const { issue } = pull;
  const addresses = addressesOf(world, pull);
  return {
    ...urlsOf(addresses, pull.head.sha),
    id: pull.id,
    node_id: pull.nodeId,
    number: pull.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: accountJson(world.links, issue.author),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pull.draft,
    head: sideJson(world, pull.head),
    base: sideJson(world, pull.base),
    _links: linksOf(addresses, pull.head.sha),
    author_association: associationOf(pull.base.repository, issue.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** As `GET /pulls/{number}` and the `pull_request` event give it. */
export async function pullRequestJson(world: World, pull: PullRequest): Promise<JsonObject> {
  const size = await sizeOf(pull);
  return {
    ...simplePullRequestJson(world, pull),
    merged: pull.mergedAt !== null,
    mergeable: null,
    rebaseable: null,
    mergeable_state: pull.draft ? "draft" : "unknown",
    merged_by: mergerJson(world, pull.mergedBy),
    comments: pull.issue.comments.length,
    review_comments: pull.comments.filter(({ review }) => review.state !== "PENDING").length,
    maintainer_can_modify: pull.head.repository.id !== pull.base.repository.id,
    commits: size.commits,
    additions: size.additions,
    deletions: size.deletions,
    changed_files: size.files,
  };
}

function mergerJson({ links }: World, merger: Account | undefined): JsonObject | null {
  return merger ? accountJson(links, merger) : null;
}

/** As check runs name the pull requests of their commit. */
export function minimalPullRequestJson({ links }: World, pull: PullRequest): JsonObject {
  const side = ({ repository, ref, sha }: PullRequest["base"]): JsonObject => ({
    ref,
    sha,
    repo: { id: repository.id, url: links.api(repository), name: repository.name },
  });
  return {
    id: pull.id,
    number: pull.number,
    url: `${links.api(pull.base.repository)}/pulls/${pull.number}`,
    head: side(pull.head),
    base: side(pull.base),
  };
}
