import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { LocalGithub, LocalRepository } from "../../test/local-github/index.ts";

const FOLDER = join(import.meta.dirname, "repository");

/** A pull request that the demo is played on. */
export interface Stand {
  readonly repository: LocalRepository;
  readonly number: number;
  /** Of its head, by their paths. */
  readonly files: Readonly<Record<string, string>>;
}

/** A small shop, with an open pull request that works and was never formatted. */
export async function openPullRequest(github: LocalGithub): Promise<Stand> {
  const repository = await github.createRepository({ owner: "acme", name: "shop", private: true });
  repository.setPermission("ada", "write");
  const author = "ada";
  const files = await filesOf("main");
  const changed = await filesOf("pull-request");
  await repository.commit({ author, message: "A shop", files });
  await repository.commit({ branch: "coupons", author, message: "Take coupons", files: changed });
  const opened = { head: "coupons", author, title: "Take coupons" };
  const { number } = await repository.openPullRequest(opened);
  return { repository, number, files: { ...files, ...changed } };
}

async function filesOf(name: string): Promise<Record<string, string>> {
  const folder = join(FOLDER, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = await readFile(path, "utf8");
  }
  return files;
}
