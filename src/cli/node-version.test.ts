import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { nodeProblem } from "./node-version.ts";

test("an older Node than the package asks for is named, with what is expected", () => {
  expect(packageJson.engines.node).toBe(">=24");
  expect(nodeProblem("24.0.0")).toBe(null);
  expect(nodeProblem("26.1.0")).toBe(null);
  expect(nodeProblem("22.18.0")).toBe(
    "berth: Node 24 or newer is expected, found 22.18.0; install it from https://nodejs.org",
  );
});
