import { needs } from "../auth/needs.ts";
import { mergeBase, resolveCommit } from "../git/bare-repository.ts";
import { diffFiles, diffText, totalsOf } from "../git/diff.ts";
import { commitsBetween, countBetween, history, readCommit, type CommitInfo } from "../git/log.ts";
import { EMPTY_TREE } from "../git/commits.ts";
import type { Call } from "../http/call.ts";
import { notFound, refused } from "../http/errors.ts";
import { wantsDiff } from "../http/media.ts";
import { pageOf } from "../http/pages.ts";
import { content, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { commitJson, fileJson } from "../payloads/commit.ts";
import { findNetworkCommit } from "../state/network.ts";

const CONTENTS = needs("contents", "read");

export const commitRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/commits", CONTENTS, listCommits),
  repositoryRoute("GET /repos/{owner}/{repo}/commits/{ref}", CONTENTS, getCommit),
  repositoryRoute("GET /repos/{owner}/{repo}/compare/{basehead}", CONTENTS, compare),
];

async function listCommits(call: Call): Promise<Reply> {
  call.refuseFilters("author", "committer", "since", "until");
  const { world, repository, query } = call;
  const from = await resolveCommit(repository.folder, query.get("sha") ?? "HEAD");
  if (from === undefined) throw notFound();
  const commits = await history(repository.folder, from, query.get("path") ?? undefined);
  const { items, headers } = pageOf(call, commits);
  return ok(
    items.map((commit) => commitJson(world, repository, commit)),
    headers,
  );
}

async function getCommit(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const { folder } = repository;
  const ref = call.param("ref");
  const sha = await resolveCommit(folder, ref);
  if (sha === undefined) throw refused(`No commit found for SHA: ${ref}`);
  if (call.accept.includes("sha")) return content("application/vnd.github.sha", sha);
  const commit = await readCommit(folder, sha);
  const before = commit.parents[0] ?? EMPTY_TREE;
  if (wantsDiff(call))
    return content("text/plain; charset=utf-8", await diffText(folder, before, sha));
  const files = await diffFiles(folder, before, sha);
  const { additions, deletions } = totalsOf(files);
  return ok({
    ...commitJson(world, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map((file) => fileJson(world, repository, sha, file)),
  });
}

/** `BASE...HEAD`: what HEAD has since it left BASE. Each may be `OWNER:BRANCH` of a fork. */
async function compare(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const [from = "", to = ""] = call.param("basehead").split("...");
  const [base, head] = await Promise.all([
    findNetworkCommit(world, repository, from),
    findNetworkCommit(world, repository, to),
  ]);
  if (base === undefined || head === undefined) throw notFound();
  const { folder } = repository;
  const fork = await mergeBase(folder, base, head);
  if (fork === undefined) throw notFound(`No common ancestor between ${from} and ${to}.`);
  if (wantsDiff(call))
    return content("text/plain; charset=utf-8", await diffText(folder, fork, head));
  return comparison(call, { base, head, fork, name: call.param("basehead") });
}

interface Ends {
  readonly base: string;
  readonly head: string;
  readonly fork: string;
  readonly name: string;
}

async function comparison(call: Call, { base, head, fork, name }: Ends): Promise<Reply> {
  const { world, repository } = call;
  const { folder } = repository;
  const json = (commit: CommitInfo): unknown => commitJson(world, repository, commit);
  const [ahead, behind, files] = await Promise.all([
    commitsBetween(folder, base, head),
    countBetween(folder, head, base),
    diffFiles(folder, fork, head),
  ]);
  const { items, headers } = pageOf(call, ahead, 250);
  const url = `${world.links.api(repository)}/compare/${encodeURIComponent(name)}`;
  const page = `${world.links.page(repository)}/compare/${encodeURIComponent(name)}`;
  return ok(
    {
      url,
      html_url: page,
      permalink_url: `${world.links.page(repository)}/compare/${base}...${head}`,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      base_commit: json(await readCommit(folder, base)),
      merge_base_commit: json(await readCommit(folder, fork)),
      status: statusOf(ahead.length, behind),
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: items.map(json),
      files: files.slice(0, 300).map((file) => fileJson(world, repository, head, file)),
    },
    headers,
  );
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}
