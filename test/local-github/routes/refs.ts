import { moveRef } from "../actions/pushes.ts";
import { describeNeed, isGranted, needs } from "../auth/needs.ts";
import { isRefName, listRefs, objectExists, refTarget } from "../git/bare-repository.ts";
import { gitText } from "../git/run.ts";
import type { Call } from "../http/call.ts";
import { notAccessible, notFound, refused } from "../http/errors.ts";
import { created, noContent, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import { objectNodeId } from "../payloads/commit.ts";
import type { JsonObject } from "../payloads/json.ts";

const READ = needs("contents", "read");
const WRITE = needs("contents", "write");
const WORKFLOWS = needs("workflows", "write");

export const refRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/git/ref/{ref}", READ, getRef),
  repositoryRoute("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", READ, matchingRefs),
  repositoryRoute("POST /repos/{owner}/{repo}/git/refs", WRITE, createRef),
  repositoryRoute("PATCH /repos/{owner}/{repo}/git/refs/{ref}", WRITE, updateRef),
  repositoryRoute("DELETE /repos/{owner}/{repo}/git/refs/{ref}", WRITE, deleteRef),
];

async function getRef(call: Call): Promise<Reply> {
  const ref = `refs/${call.param("ref")}`;
  const target = await refTarget(call.repository.folder, ref);
  if (target === undefined) throw notFound();
  return ok(await refJson(call, ref, target));
}

async function matchingRefs(call: Call): Promise<Reply> {
  const refs = await listRefs(call.repository.folder, `refs/${call.param("ref")}`);
  return ok(await Promise.all([...refs].map(([ref, target]) => refJson(call, ref, target))));
}

interface RefBody {
  readonly ref: string;
  readonly sha: string;
}

async function createRef(call: Call): Promise<Reply> {
  const { ref, sha }: RefBody = JSON.parse(call.json);
  const { folder } = call.repository;
  if (!(await isRefName(folder, ref))) throw refused(`${ref} is not a valid ref name.`);
  if ((await refTarget(folder, ref)) !== undefined) throw refused("Reference already exists");
  await checkTarget(call, sha);
  await moveRef(call.world, call.repository, { ref, target: sha }, call.author);
  const json = await refJson(call, ref, sha);
  return created(json, String(json["url"]));
}

interface RefUpdate {
  readonly sha: string;
  readonly force?: boolean;
}

async function updateRef(call: Call): Promise<Reply> {
  const ref = `refs/${call.param("ref")}`;
  const { sha, force = false }: RefUpdate = JSON.parse(call.json);
  if ((await refTarget(call.repository.folder, ref)) === undefined) {
    throw refused("Reference does not exist");
  }
  await checkTarget(call, sha);
  await moveRef(call.world, call.repository, { ref, target: sha, force }, call.author);
  return ok(await refJson(call, ref, sha));
}

async function deleteRef(call: Call): Promise<Reply> {
  const ref = `refs/${call.param("ref")}`;
  const { folder, defaultBranch } = call.repository;
  if ((await refTarget(folder, ref)) === undefined) throw refused("Reference does not exist");
  if (ref === `refs/heads/${defaultBranch}`) throw refused("Cannot delete the default branch");
  await moveRef(call.world, call.repository, { ref, target: undefined }, call.author);
  return noContent();
}

/** What a ref is to name must be there, and must not bring workflows without the permission. */
async function checkTarget({ repository, actor }: Call, sha: string): Promise<void> {
  const { folder } = repository;
  if (!(await objectExists(folder, sha))) throw refused("Object does not exist");
  if (actor.kind === "installation" && isGranted(actor.token, WORKFLOWS)) return;
  const paths = [
    "log",
    "--format=",
    "--name-only",
    sha,
    "--not",
    "--all",
    "--",
    ".github/workflows",
  ];
  if ((await gitText(folder, paths)) !== "") throw notAccessible(describeNeed(WORKFLOWS));
}

async function refJson(call: Call, ref: string, sha: string): Promise<JsonObject> {
  const { folder } = call.repository;
  const type = await gitText(folder, ["cat-file", "-t", sha]);
  const url = `${call.world.links.api(call.repository)}/git`;
  return {
    ref,
    node_id: objectNodeId("REF", ref),
    url: `${url}/${ref}`,
    object: { sha, type, url: `${url}/${type}s/${sha}` },
  };
}
