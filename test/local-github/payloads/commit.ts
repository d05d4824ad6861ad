import type { FileDiff } from "../git/diff.ts";
import type { Person } from "../git/commits.ts";
import type { CommitInfo } from "../git/log.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { accountJson } from "./account.ts";
import type { JsonObject } from "./json.ts";

const UNSIGNED: JsonObject = {
  verified: false,
  reason: "unsigned",
  signature: null,
  payload: null,
  verified_at: null,
};

function personJson({ name, email, date }: Person): JsonObject {
  return { name, email, date };
}

export function objectNodeId(kind: "C" | "B" | "T" | "REF", name: string): string {
  return `${kind}_${Buffer.from(name).toString("base64url")}`;
}

/** As `GET /repos/{owner}/{repo}/commits/{ref}` and its lists give a commit. */
export function commitJson(
  { accounts, links }: World,
  repository: Repository,
  commit: CommitInfo,
): JsonObject {
  const api = links.api(repository);
  const page = links.page(repository);
  const url = `${api}/commits/${commit.sha}`;
  const accountOf = ({ email }: Person): JsonObject | null => {
    const account = accounts.findByEmail(email);
    return account ? accountJson(links, account) : null;
  };
  return {
    sha: commit.sha,
    node_id: objectNodeId("C", commit.sha),
    url,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: accountOf(commit.author),
    committer: accountOf(commit.committer),
    commit: {
      author: personJson(commit.author),
      committer: personJson(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

/** As the git data API gives the same commit: the bare object. */
export function gitCommitJson(
  { links }: World,
  repository: Repository,
  commit: CommitInfo,
): JsonObject {
  const api = `${links.api(repository)}/git`;
  const page = `${links.page(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: objectNodeId("C", commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/${commit.sha}`,
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${page}/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

/** One changed file; `patch` is left out where there is none to show. */
export function fileJson(
  { links }: World,
  repository: Repository,
  head: string,
  file: FileDiff,
): JsonObject {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const page = links.page(repository);
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${head}/${path}`,
    raw_url: `${page}/raw/${head}/${path}`,
    contents_url: `${links.api(repository)}/contents/${path}?ref=${head}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}
