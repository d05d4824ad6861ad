import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isNewEnough, requireGitVersion } from "./git-version.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-git-version-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test.each([
  ["git version 2.38.0", true],
  ["git version 2.39.5 (Apple Git-154)", true],
  ["git version 3.0.1", true],
  ["git version 2.37.9", false],
  ["git version 1.99.0", false],
  ["no version", false],
])("%s is new enough: %s", (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

test("the git of this machine is new enough", async () => {
  await expect(requireGitVersion()).resolves.toBeUndefined();
});

test("a missing git is told of with what is expected", async () => {
  vi.stubEnv("PATH", folder);
  await expect(requireGitVersion()).rejects.toThrow(
    "git 2.38 or newer is expected on the PATH, found none that runs (git could not be run: spawn git ENOENT)",
  );
});

test("a git that is too old is told of in the same way", async () => {
  const git = join(folder, "git");
  await writeFile(git, "#!/bin/sh\necho git version 2.30.2\n");
  await chmod(git, 0o755);
  vi.stubEnv("PATH", folder);
  await expect(requireGitVersion()).rejects.toThrow(
    'git 2.38 or newer is expected on the PATH, found "git version 2.30.2"',
  );
});
