import { randomUUID } from "node:crypto";
import type { NewCommit, Person } from "./commits.ts";
import { deleteRef } from "./bare-repository.ts";
import { gitText } from "./run.ts";

type Content = string | Uint8Array;

/** What a commit does to one path; `null` deletes it. A submodule's content is its commit id. */
export type FileChange =
  | Content
  | null
  | {
      readonly content: Content;
      readonly mode: "100644" | "100755" | "120000" | "160000";
    };

export type FileChanges = Readonly<Record<string, FileChange>>;

/**
 * Writes a commit without a work tree, however many files it has, by one `git fast-import`.
 * That needs a ref, which goes again: the commit is on no branch.
 */
export async function writeCommit(
  folder: string,
  commit: NewCommit,
  files: FileChanges,
): Promise<string> {
  const ref = `refs/local-github/${randomUUID()}`;
  const input = Buffer.concat([
    Buffer.from(`commit ${ref}\nmark :1\n`),
    Buffer.from(`author ${signature(commit.author)}\n`),
    Buffer.from(`committer ${signature(commit.committer ?? commit.author)}\n`),
    data(commit.message.endsWith("\n") ? commit.message : `${commit.message}\n`),
    ...commit.parents.map((parent, n) => Buffer.from(`${n === 0 ? "from" : "merge"} ${parent}\n`)),
    ...Object.entries(files).map(([path, change]) => fileCommand(path, change)),
    Buffer.from("\nget-mark :1\ndone\n"),
  ]);
  try {
    return await gitText(folder, ["fast-import", "--quiet", "--done"], { input });
  } finally {
    await deleteRef(folder, ref);
  }
}

function signature({ name, email, date }: Person): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}

function data(content: Content): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")]);
}

function fileCommand(path: string, change: FileChange): Buffer {
  if (change === null) return Buffer.from(`D ${quoted(path)}\n`);
  const { content, mode } = isContent(change) ? { content: change, mode: "100644" } : change;
  if (mode === "160000") return Buffer.from(`M ${mode} ${String(content)} ${quoted(path)}\n`);
  return Buffer.concat([Buffer.from(`M ${mode} inline ${quoted(path)}\n`), data(content)]);
}

function isContent(change: Exclude<FileChange, null>): change is Content {
  return typeof change === "string" || change instanceof Uint8Array;
}

/** As git quotes a path that could be taken for something else. */
function quoted(path: string): string {
  if (!/["\\\n]/.test(path)) return path;
  const escaped = path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
