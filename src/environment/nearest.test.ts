import { expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

test.each([
  ["netwrok", "network"],
  ["Setup", "setup"],
  ["on-setup-failure", "on_setup_failure"],
  ["onSetupFailure", "on_setup_failure"],
  ["secret", "secrets"],
])("%s is a slip for %s", (word, meant) => {
  const keys = ["network", "setup", "on_setup_failure", "secrets", "env"];
  expect(nearest(word, keys)).toBe(meant);
});

test.each(["banana", "x", "", "set"])("%j is near to nothing", (word) => {
  expect(nearest(word, ["network", "setup", "env"])).toBeNull();
});

test.each([
  ["", "abc", 3],
  ["abc", "abc", 0],
  ["abc", "acb", 1],
  ["abc", "abd", 1],
  ["abc", "ab", 1],
  ["kitten", "sitting", 3],
])("from %j to %j it is %i changes", (from, to, changes) => {
  expect(editDistance(from, to, 10)).toBe(changes);
});

test("texts that are too far apart are not measured", () => {
  expect(editDistance("a".repeat(60_000), "b", 3)).toBe(3);
});
