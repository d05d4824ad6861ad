import type { Links } from "../state/links.ts";
import { fullNameOf } from "../state/links.ts";
import type { Repository } from "../state/repositories.ts";
import { accountJson } from "./account.ts";
import type { JsonObject } from "./json.ts";

/** The addresses of a repository's parts, by the field that carries each. */
const PARTS: Readonly<Record<string, string>> = {
  archive_url: "{archive_format}{/ref}",
  assignees_url: "assignees{/user}",
  blobs_url: "git/blobs{/sha}",
  branches_url: "branches{/branch}",
  collaborators_url: "collaborators{/collaborator}",
  comments_url: "comments{/number}",
  commits_url: "commits{/sha}",
  compare_url: "compare/{base}...{head}",
  contents_url: "contents/{+path}",
  contributors_url: "contributors",
  deployments_url: "deployments",
  downloads_url: "downloads",
  events_url: "events",
  forks_url: "forks",
  git_commits_url: "git/commits{/sha}",
  git_refs_url: "git/refs{/sha}",
  git_tags_url: "git/tags{/sha}",
  hooks_url: "hooks",
  issue_comment_url: "issues/comments{/number}",
  issue_events_url: "issues/events{/number}",
  issues_url: "issues{/number}",
  keys_url: "keys{/key_id}",
  labels_url: "labels{/name}",
  languages_url: "languages",
  merges_url: "merges",
  milestones_url: "milestones{/number}",
  notifications_url: "notifications{?since,all,participating}",
  pulls_url: "pulls{/number}",
  releases_url: "releases{/id}",
  stargazers_url: "stargazers",
  statuses_url: "statuses/{sha}",
  subscribers_url: "subscribers",
  subscription_url: "subscription",
  tags_url: "tags",
  teams_url: "teams",
  trees_url: "git/trees{/sha}",
};

/** Templates begin right after the address, as in `.../commits{/sha}`. */
function partsOf(api: string): JsonObject {
  return Object.fromEntries(
    Object.entries(PARTS).map(([field, part]) => [field, `${api}/${part}`]),
  );
}

function countsOf(repository: Repository): JsonObject {
  const open = [...repository.issues.values()].filter(({ state }) => state === "open").length;
  return {
    forks: 0,
    forks_count: 0,
    open_issues: open,
    open_issues_count: open,
    size: 1,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
  };
}

const FEATURES: JsonObject = {
  archived: false,
  disabled: false,
  allow_forking: true,
  has_discussions: false,
  has_downloads: true,
  has_issues: true,
  has_pages: false,
  has_projects: true,
  has_wiki: false,
  homepage: null,
  is_template: false,
  language: null,
  license: null,
  mirror_url: null,
  topics: [],
  web_commit_signoff_required: false,
};

export function repositoryJson(links: Links, repository: Repository): JsonObject {
  const page = links.page(repository);
  const api = links.api(repository);
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
    visibility: repository.private ? "private" : "public",
    owner: accountJson(links, repository.owner),
    html_url: page,
    description: null,
    fork: repository.parent !== undefined,
    url: api,
    ...partsOf(api),
    clone_url: `${page}.git`,
    git_url: `git://${new URL(page).host}/${fullNameOf(repository)}.git`,
    ssh_url: `git@${new URL(page).hostname}:${fullNameOf(repository)}.git`,
    svn_url: page,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    default_branch: repository.defaultBranch,
    ...countsOf(repository),
    ...FEATURES,
  };
}

/** What `GET /repos/{owner}/{repo}` adds; a fork also tells where it comes from. */
export function fullRepositoryJson(links: Links, repository: Repository): JsonObject {
  const parent = repository.parent && repositoryJson(links, repository.parent);
  return {
    ...repositoryJson(links, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(parent ? { parent, source: parent } : {}),
  };
}

/** In a push event, and only there, two of the times are numbers. */
export function pushedRepositoryJson(links: Links, repository: Repository): JsonObject {
  const { login, name } = repository.owner;
  const owner = { ...accountJson(links, repository.owner), name, email: null };
  return {
    ...repositoryJson(links, repository),
    created_at: Date.parse(repository.createdAt) / 1000,
    pushed_at: Date.parse(repository.pushedAt) / 1000,
    master_branch: repository.defaultBranch,
    stargazers: 0,
    owner,
    ...(repository.owner.type === "Organization" ? { organization: login } : {}),
  };
}
