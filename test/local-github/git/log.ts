import { git, gitMaybe, gitText } from "./run.ts";
import type { Person } from "./commits.ts";

/** A commit as the API and the push event tell of it. */
export interface CommitInfo {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

const FORMAT = ["%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"].join("%x00");

/** Dates come with the offset that the author had; GitHub's are always in UTC. */
function personOf(name: string, email: string, date: string): Person {
  return { name, email, date: new Date(date).toISOString().replace(".000Z", "Z") };
}

function parseCommit(fields: readonly string[]): CommitInfo {
  const [sha = "", tree = "", parents = "", ...rest] = fields;
  const [an = "", ae = "", ad = "", cn = "", ce = "", cd = "", message = ""] = rest;
  return {
    sha: sha.trim(),
    tree,
    parents: parents === "" ? [] : parents.split(" "),
    author: personOf(an, ae, ad),
    committer: personOf(cn, ce, cd),
    message: message.trimEnd(),
  };
}

async function log(folder: string, args: readonly string[]): Promise<CommitInfo[]> {
  const output = await git(folder, ["log", `--format=${FORMAT}%x00%x1e`, ...args, "--"]);
  const records = output.toString("utf8").split("\0\x1e");
  return records.slice(0, -1).map((record) => parseCommit(record.split("\0")));
}

export async function readCommit(folder: string, commit: string): Promise<CommitInfo> {
  const [info] = await log(folder, ["-1", commit]);
  if (!info) throw new Error(`no commit ${commit}`);
  return info;
}

/** The commits that `to` has and `from` has not, oldest first. */
export function commitsBetween(folder: string, from: string, to: string): Promise<CommitInfo[]> {
  return log(folder, ["--reverse", "--topo-order", `${from}..${to}`]);
}

/** The commits that `to` has and `known` has not; all of them where there is no `known`. */
export async function commitsNotIn(
  folder: string,
  to: string,
  known: string | undefined,
): Promise<CommitInfo[]> {
  const tip = known && (await gitMaybe(folder, ["rev-parse", "--verify", "--quiet", known]));
  return log(folder, ["--reverse", "--topo-order", to, ...(tip ? [`^${tip}`] : [])]);
}

export function history(folder: string, from: string, path?: string): Promise<CommitInfo[]> {
  return path === undefined ? log(folder, ["-500", from]) : logOfPath(folder, from, path);
}

async function logOfPath(folder: string, from: string, path: string): Promise<CommitInfo[]> {
  const output = await gitText(folder, ["log", "-500", "--format=%H", from, "--", path]);
  const shas = output === "" ? [] : output.split("\n");
  return Promise.all(shas.map((sha) => readCommit(folder, sha)));
}

export async function countBetween(folder: string, from: string, to: string): Promise<number> {
  return Number(await gitText(folder, ["rev-list", "--count", `${from}..${to}`]));
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly size: number | undefined;
  readonly path: string;
}

/** The entries of a tree; `recursive` lists the files of its folders too, and the folders. */
export async function readTree(
  folder: string,
  tree: string,
  recursive = false,
): Promise<TreeEntry[]> {
  const depth = recursive ? ["-r", "-t"] : [];
  const output = await git(folder, ["ls-tree", "-z", "--long", ...depth, "--end-of-options", tree]);
  const lines = output.toString("utf8").split("\0").slice(0, -1);
  return lines.map(parseTreeLine);
}

function parseTreeLine(line: string): TreeEntry {
  const [head = "", path = ""] = line.split("\t");
  const [mode = "", type = "", sha = "", size = ""] = head.split(/ +/);
  return {
    mode,
    type: type === "tree" || type === "commit" ? type : "blob",
    sha,
    size: size === "-" ? undefined : Number(size),
    path,
  };
}

export function readBlob(folder: string, blob: string): Promise<Buffer> {
  return git(folder, ["cat-file", "blob", blob]);
}

/** The blob of a path at a commit, if it has one there. */
export function blobAt(folder: string, commit: string, path: string): Promise<string | undefined> {
  return gitMaybe(folder, ["rev-parse", "--verify", "--quiet", `${commit}:${path}`]);
}
