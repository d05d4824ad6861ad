import { needs } from "../auth/needs.ts";
import { resolveCommit } from "../git/bare-repository.ts";
import { blobAt, readBlob, readTree, type TreeEntry } from "../git/log.ts";
import { gitMaybe } from "../git/run.ts";
import type { Call } from "../http/call.ts";
import { notFound } from "../http/errors.ts";
import { wantsRaw } from "../http/media.ts";
import { content, ok, type Reply } from "../http/reply.ts";
import { repositoryRoute, type Route } from "../http/route.ts";
import type { JsonObject } from "../payloads/json.ts";

export const contentRoutes: readonly Route[] = [
  repositoryRoute(
    "GET /repos/{owner}/{repo}/contents/{path}",
    needs("contents", "read"),
    getContents,
  ),
];

interface Place {
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
}

/** Beyond this GitHub gives the content of a file only as raw bytes. */
const MAX_INLINE_BYTES = 1024 * 1024;

async function getContents(call: Call): Promise<Reply> {
  const { folder, defaultBranch } = call.repository;
  const ref = call.query.get("ref") ?? defaultBranch;
  const commit = await resolveCommit(folder, ref);
  if (commit === undefined) throw notFound(`No commit found for the ref ${ref}`);
  const path = call.param("path").replace(/^\/+|\/+$/g, "");
  const object = await blobAt(folder, commit, path);
  if (object === undefined) throw notFound();
  const place = { ref, commit, path };
  const type = await gitMaybe(folder, ["cat-file", "-t", object]);
  if (type === undefined) throw notFound();
  return type === "tree" ? folderContents(call, place, object) : fileContents(call, place, object);
}

async function folderContents(call: Call, place: Place, tree: string): Promise<Reply> {
  const entries = await readTree(call.repository.folder, tree);
  return ok(entries.map((entry) => entryJson(call, place, entry)));
}

async function fileContents(call: Call, place: Place, blob: string): Promise<Reply> {
  const bytes = await readBlob(call.repository.folder, blob);
  if (wantsRaw(call)) return content("application/vnd.github.raw+json; charset=utf-8", bytes);
  const name = place.path.split("/").at(-1) ?? place.path;
  const entry: TreeEntry = {
    mode: "100644",
    type: "blob",
    sha: blob,
    size: bytes.length,
    path: name,
  };
  const inFolder = { ...place, path: place.path.slice(0, -name.length).replace(/\/$/, "") };
  const isInline = bytes.length <= MAX_INLINE_BYTES;
  return ok({
    ...entryJson(call, inFolder, entry),
    encoding: isInline ? "base64" : "none",
    content: isInline ? inLines(bytes.toString("base64")) : "",
  });
}

/** Base64 in lines of 60, each ended, as GitHub writes it. */
function inLines(base64: string): string {
  return base64.replace(/.{1,60}/g, "$&\n");
}

const TYPES: Readonly<Record<TreeEntry["type"], string>> = {
  blob: "file",
  commit: "submodule",
  tree: "dir",
};

function entryJson({ world, repository }: Call, place: Place, entry: TreeEntry): JsonObject {
  const { links } = world;
  const path = place.path === "" ? entry.path : `${place.path}/${entry.path}`;
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const url = `${links.api(repository)}/contents/${encoded}?ref=${encodeURIComponent(place.ref)}`;
  const kind = entry.type === "tree" ? "tree" : "blob";
  const page = `${links.page(repository)}/${kind}/${encodeURIComponent(place.ref)}/${encoded}`;
  const git = `${links.api(repository)}/git/${kind}s/${entry.sha}`;
  return {
    name: entry.path,
    path,
    sha: entry.sha,
    size: entry.size ?? 0,
    type: entry.mode === "120000" ? "symlink" : TYPES[entry.type],
    url,
    html_url: page,
    git_url: git,
    download_url: entry.type === "blob" ? page.replace("/blob/", "/raw/") : null,
    _links: { self: url, git, html: page },
  };
}
