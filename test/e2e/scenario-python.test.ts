import { afterEach, beforeEach, expect, test } from "vitest";
import { Scenario } from "../fixtures/scenarios/scenario.ts";

let scenario: Scenario;

beforeEach(async () => {
  scenario = await Scenario.open("python-offline");
});

afterEach(() => scenario.close());

test("what setup installed and downloaded trains a model and passes the tests offline", async () => {
  const { task, phases, text, output } = await scenario.askOnPullRequest(
    "python -m readability.evaluate > REPORT.md",
  );
  expect(task).toMatchObject({ outcome: "changed", commit: scenario.head, notices: [] });
  // `dependencies: off`, and no maintenance script.
  expect(phases).toEqual([
    "fetch",
    "image",
    "checkout",
    "setup",
    "checkout",
    "start",
    "agent",
    "diff",
    "verify",
  ]);
  expect(output("setup")).toContain("+ scikit-learn==1.7.2");
  expect(output("setup")).toContain("The weights are in /root/.cache/readability.");
  expect(output("verify")).toContain("4 passed");
  expect(text).toContain("changed 1 file (+2 −2).");
  expect(text).toContain(
    "-| easy | 6 | 6 |\n-| hard | 6 | 6 |\n+| easy | 7 | 7 |\n+| hard | 7 | 7 |",
  );
});

test("the download that worked in setup fails for the agent, whose network is closed", async () => {
  const { task, text, output } = await scenario.askOnPullRequest(
    "export PIP_RETRIES=0; tail -n +2 /proc/net/route | wc -l; uv pip install idna; python scripts/fetch_weights.py /tmp/again",
  );
  expect(output("setup")).toContain("Successfully downloaded spacy-lookups-data");
  expect(task.outcome).toBe("agent-failed");
  // Not one route.
  expect(output("agent").split("\n")[0]).toBe("0");
  expect(output("agent")).not.toContain("+ idna");
  expect(text).toContain("No matching distribution found for spacy-lookups-data==1.0.5");
});
