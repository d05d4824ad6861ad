import { expect, test } from "vitest";
import { isNewEnough, requireGitVersion } from "./git-version.ts";

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
