import { expect, test } from "vitest";
import { Scenario } from "../fixtures/scenarios/scenario.ts";

test("Go, Node and Rust are generated from a changed schema, built and tested offline", async () => {
  const scenario = await Scenario.open("polyglot");
  try {
    const { task, phases, text, output } = await scenario.askOnPullRequest("bash scripts/build.sh");
    expect(task).toMatchObject({ outcome: "changed", commit: scenario.head, notices: [] });
    // Nothing at the root says how dependencies are installed: setup does it in each folder.
    expect(phases).toEqual([
      "fetch",
      "image",
      "checkout",
      "setup",
      "checkout",
      "start",
      "agent",
      "diff",
    ]);
    expect(output("agent")).toMatch(/^ok\s+example\.com\/orders\/api\s/m);
    expect(output("agent")).toContain("a note is shown behind its line");
    expect(output("agent")).toContain("test result: ok. 2 passed");
    expect(text).toContain("`bash scripts/build.sh` changed 2 files");
    expect(text).toContain("+++ b/services/api/ordersv1/orders.pb.go");
    expect(text).toContain("+func (x *Line) GetNote() string {");
    expect(text).toContain("+++ b/web/src/orders_pb.js");
  } finally {
    await scenario.close();
  }
});
