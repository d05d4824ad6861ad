import { afterEach, beforeEach, expect, test } from "vitest";
import { Scenario } from "../fixtures/scenarios/scenario.ts";

let scenario: Scenario;

beforeEach(async () => {
  scenario = await Scenario.open("monorepo");
});

afterEach(() => scenario.close());

test("a pull request that brings a dependency is maintained, then built, tested and formatted offline", async () => {
  const { repository, pull, head, berth } = scenario;
  const { task, phases, text, output } = await scenario.askOnPullRequest(
    "pnpm build && pnpm test && pnpm format",
  );
  expect(task).toMatchObject({ outcome: "changed", commit: head, notices: [] });
  // The maintenance script sees to the changed lock file, so no second `dependencies`.
  expect(phases).toEqual([
    "fetch",
    "image",
    "checkout",
    "dependencies",
    "setup",
    "checkout",
    "maintenance",
    "start",
    "agent",
    "diff",
  ]);
  expect(output("dependencies")).toContain("using pnpm v10.34.9");
  expect(output("setup")).toContain("2 migrations were applied");
  expect(output("maintenance")).toContain("Packages: +1");
  expect(output("agent")).toContain("weekends do not count");
  expect(text).toContain("changed 1 file (+3 −3).");
  expect(text).toContain("2 changes can be committed from the suggestions below.");
  expect(text).toContain("+++ b/packages/shared/src/dates.js");
  const [review] = repository.pullRequest(pull).reviews;
  expect(review).toMatchObject({ state: "COMMENTED", commit: head });
  expect(review?.comments.map(({ body }) => body)).toEqual([
    '```suggestion\nimport { addBusinessDays, formatISO, parseISO } from "date-fns";\n```',
    '```suggestion\n  const due = addBusinessDays(parseISO(placedOn), workingDays);\n  return formatISO(due, { representation: "date" });\n```',
  ]);
  expect(await berth.containers()).toBe(0);
});

test("on the default branch nothing is maintained, and all that setup installed, built and prepared is there", async () => {
  const { task, phases, text, output } = await scenario.askOnIssue(
    "pnpm test && psql --version && redis-cli --version",
  );
  expect(task).toMatchObject({ outcome: "unchanged", commit: await scenario.repository.tip() });
  expect(phases).not.toContain("maintenance");
  expect(output("agent")).toContain("an order that was placed is listed with its total");
  expect(text).toContain("changed nothing.");
  expect(text).toMatch(/psql \(PostgreSQL\) \d+/);
  expect(text).toMatch(/redis-cli \d+/);
});
