import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { LocalGithub, LocalRepository } from "../../test/local-github/index.ts";

const FOLDER = join(import.meta.dirname, "repository");

/** A small shop, with an open pull request that works and was never formatted. */
export async function openPullRequest(
  github: LocalGithub,
): Promise<{ repository: LocalRepository; number: number }> {
  const repository = await github.createRepository({ owner: "acme", name: "shop", private: true });
  repository.setPermission("ada", "write");
  const author = "ada";
  await repository.commit({ author, message: "A shop", files: await filesOf("main") });
  await repository.commit({
    branch: "coupons",
    author,
    message: "Take coupons",
    files: await filesOf("pull-request"),
  });
  const opened = { head: "coupons", author, title: "Take coupons" };
  const { number } = await repository.openPullRequest(opened);
  return { repository, number };
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
