import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ProjectFiles } from "../environment/detect.ts";

/** Lock files and manifests of a real project are far below this, in bytes. */
const LARGEST_FILE = 8 * 1024 * 1024;
const DEEPEST = 3;
const MOST_FILES = 20_000;

/** Folders of installed packages and of git: what is in them is not the project's own. */
const SKIPPED = new Set([".git", "node_modules", "vendor", "target", ".venv", "venv", "dist"]);

/**
 * The files of a folder for detection, a few levels deep. Symbolic links are not followed, and
 * count as not there.
 */
export async function listProject(folder: string): Promise<ProjectFiles> {
  const files: string[] = [];
  await collect(folder, "", files);
  return { files, read: (path) => readPlainFile(join(folder, path)) };
}

async function collect(folder: string, prefix: string, files: string[]): Promise<void> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length >= MOST_FILES) return;
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isFile()) files.push(path);
    const deeper = entry.isDirectory() && !SKIPPED.has(entry.name);
    if (deeper && path.split("/").length < DEEPEST) await collect(folder, path, files);
  }
}

function readPlainFile(path: string): string | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const info = fstatSync(descriptor);
    return info.isFile() && info.size <= LARGEST_FILE ? readFileSync(descriptor, "utf8") : null;
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
