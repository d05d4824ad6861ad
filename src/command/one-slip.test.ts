import { expect, test } from "vitest";
import { isOneSlipAway, nearest } from "./one-slip.ts";

test.each([
  ["rnu", "run", true],
  ["ru", "run", true],
  ["runn", "run", true],
  ["ron", "run", true],
  ["un", "run", true],
  ["hlep", "help", true],
  ["run", "run", false],
  ["nur", "run", false],
  ["", "run", false],
  ["hello", "help", false],
])("%j is one slip away from %j: %s", (typed, meant, isNear) => {
  expect(isOneSlipAway(typed, meant)).toBe(isNear);
});

test("the nearest of several words is found in any case", () => {
  expect(nearest("HELPP", ["run", "help"])).toBe("help");
  expect(nearest("deploy", ["run", "help"])).toBeNull();
});
