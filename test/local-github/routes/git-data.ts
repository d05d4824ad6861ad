import { needs } from "../auth/needs.ts";
import { objectExists, resolveCommit } from "../git/bare-repository.ts";
import { commitTree, writeBlob, type Person } from "../git/commits.ts";
import { readBlob, readCommit, readTree, type TreeEntry } from "../git/log.ts";
import { writeTree, type TreeChange } from "../git/trees.ts";
import type { Call } from "../http/call.ts";
import { notFound, refused } from "../http/errors.ts";
import { wantsRaw } from "../http/media.ts";
import { content, created, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { gitCommitJson, objectNodeId } from "../payloads/commit.ts";
import type { JsonObject } from "../payloads/json.ts";
import { emailOf } from "../state/accounts.ts";

const READ = needs("contents", "read");
const WRITE = needs("contents", "write");

export const gitDataRoutes: readonly Route[] = [
  repositoryRoute("POST /repos/{owner}/{repo}/git/blobs", WRITE, createBlob),
  repositoryRoute("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", READ, getBlob),
  repositoryRoute("POST /repos/{owner}/{repo}/git/trees", WRITE, createTree),
  repositoryRoute("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", READ, getTree),
  repositoryRoute("POST /repos/{owner}/{repo}/git/commits", WRITE, createCommit),
  repositoryRoute("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", READ, getCommit),
];

interface BlobBody {
  readonly content: string;
  readonly encoding?: string;
}

async function createBlob(call: Call): Promise<Reply> {
  const { content: text, encoding = "utf-8" }: BlobBody = JSON.parse(call.json);
  const bytes = Buffer.from(text, encoding === "base64" ? "base64" : "utf8");
  const sha = await writeBlob(call.repository.folder, bytes);
  const url = `${gitUrl(call)}/blobs/${sha}`;
  return created({ sha, url }, url);
}

async function getBlob(call: Call): Promise<Reply> {
  const sha = call.param("file_sha");
  const { folder } = call.repository;
  if (!isObjectId(sha) || !(await objectExists(folder, `${sha}^{blob}`))) throw notFound();
  const bytes = await readBlob(folder, sha);
  if (wantsRaw(call)) return content("application/vnd.github.raw", bytes);
  return ok({
    sha,
    node_id: objectNodeId("B", sha),
    size: bytes.length,
    url: `${gitUrl(call)}/blobs/${sha}`,
    content: bytes.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  });
}

interface TreeBody {
  readonly tree: readonly TreeChange[];
  readonly base_tree?: string;
}

async function createTree(call: Call): Promise<Reply> {
  const { folder } = call.repository;
  const { tree, base_tree: base }: TreeBody = JSON.parse(call.json);
  if (base !== undefined && !(await objectExists(folder, `${base}^{tree}`))) {
    throw refused("Invalid tree info: base_tree is not a valid tree oid");
  }
  for (const { sha } of tree) {
    if (typeof sha === "string" && !(await objectExists(folder, sha))) {
      throw refused(`tree.sha ${sha} is not a valid blob`);
    }
  }
  const sha = await writeTree(folder, base, tree);
  return created(treeJson(call, sha, await readTree(folder, sha)), `${gitUrl(call)}/trees/${sha}`);
}

/** The name of a branch or a commit will do as well as a tree's id. */
async function getTree(call: Call): Promise<Reply> {
  const { folder } = call.repository;
  const name = call.param("tree_sha");
  const tree = await resolveTree(folder, name);
  if (tree === undefined) throw notFound();
  const recursive = call.query.has("recursive");
  return ok(treeJson(call, tree, await readTree(folder, tree, recursive)));
}

async function resolveTree(folder: string, name: string): Promise<string | undefined> {
  if (isObjectId(name) && (await objectExists(folder, `${name}^{tree}`))) return name;
  return resolveCommit(folder, name);
}

function treeJson(call: Call, sha: string, entries: readonly TreeEntry[]): JsonObject {
  const url = gitUrl(call);
  return {
    sha,
    url: `${url}/trees/${sha}`,
    truncated: false,
    tree: entries.map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === undefined ? {} : { size: entry.size }),
      ...(entry.type === "commit" ? {} : { url: `${url}/${entry.type}s/${entry.sha}` }),
    })),
  };
}

interface CommitBody {
  readonly message: string;
  readonly tree: string;
  readonly parents?: readonly string[];
  readonly author?: Partial<Person>;
  readonly committer?: Partial<Person>;
}

async function createCommit(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const { folder } = repository;
  const { message, tree, parents = [], ...people }: CommitBody = JSON.parse(call.json);
  if (!(await objectExists(folder, `${tree}^{tree}`))) throw refused("Tree SHA does not exist");
  for (const parent of parents) {
    if (!(await objectExists(folder, `${parent}^{commit}`))) {
      throw refused("Parent SHA does not exist or is not a commit object");
    }
  }
  const author = personOf(call, people.author);
  const committer = personOf(call, people.committer ?? people.author);
  const sha = await commitTree(folder, { parents, message, author, committer }, tree);
  const json = gitCommitJson(world, repository, await readCommit(folder, sha));
  return created(json, `${gitUrl(call)}/commits/${sha}`);
}

/** What an app leaves out is filled in with its bot. */
function personOf({ author, world }: Call, person: Partial<Person> = {}): Person {
  return {
    name: person.name ?? author.login,
    email: person.email ?? emailOf(author),
    date: person.date ?? world.clock.timestamp(),
  };
}

async function getCommit(call: Call): Promise<Reply> {
  const { world, repository } = call;
  const sha = call.param("commit_sha");
  if (!isObjectId(sha) || !(await objectExists(repository.folder, `${sha}^{commit}`))) {
    throw notFound();
  }
  return ok(gitCommitJson(world, repository, await readCommit(repository.folder, sha)));
}

function isObjectId(name: string): boolean {
  return /^[0-9a-f]{40}$/.test(name);
}

function gitUrl({ world, repository }: Call): string {
  return `${world.links.api(repository)}/git`;
}
