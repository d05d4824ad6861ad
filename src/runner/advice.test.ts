import { expect, test } from "vitest";
import { defaultDefinition } from "../environment/schema.ts";
import { adviceOnExit, adviceOnTimeout } from "./advice.ts";

const { resources } = defaultDefinition();

function printed(...last: string[]) {
  return { first: [], leftOut: 0, last };
}

test("names the limit of processes where one could not be started", () => {
  const output = printed("bash: fork: retry: Resource temporarily unavailable");
  const advice =
    "It ran into the limit of 1024 processes: start fewer, or raise `resources.pids` in `.codex/environment.yml`.";
  expect(adviceOnExit("setup", 254, output, resources)).toBe(advice);
  expect(adviceOnTimeout("setup", output, resources)).toBe(advice);
});

test("speaks of the disk's limit where nothing more could be written", () => {
  const output = printed("tar: usr/lib/x: Cannot write: No space left on device");
  expect(adviceOnExit("setup", 2, output, resources)).toContain("raise `resources.disk`");
});

test("speaks of the network where something could not be reached without it", () => {
  const output = printed("npm error code EAI_AGAIN");
  expect(adviceOnExit("agent", 1, output, resources)).toContain("must be installed by `setup`");
  expect(adviceOnExit("dependencies", 1, output, resources)).toContain("the lock file");
});

test("says that a command was not found, once there is no network to get it from", () => {
  expect(adviceOnExit("agent", 127, printed(), resources)).toContain("install it in `setup`");
  expect(adviceOnExit("setup", 127, printed(), resources)).toContain("Mend `setup`");
});

test("leaves a failure that says what is wrong to its output", () => {
  expect(adviceOnExit("agent", 1, printed("1 test failed"), resources)).toContain(
    "Look at what it printed",
  );
});
