import { afterEach, expect, test } from "vitest";
import { FakeRun } from "../../../test/fixtures/fake-run.ts";

let run: FakeRun;

afterEach(() => run.remove());

async function prepare(image: string): Promise<void> {
  run = await FakeRun.prepare({ ".codex/environment.yml": `version: 1\nimage: ${image}\n` });
}

test("an image that is larger than the server pulls is told of", async () => {
  await prepare("registry.test/large:1");
  const image = run.engine.addImage("large");
  run.engine.registry.set("registry.test/large:1", { image, layerBytes: 51 * 2 ** 30 });
  expect(await run.run()).toMatchObject({
    outcome: "setup-failed",
    failure: {
      what: "The image `registry.test/large:1` is larger than the 50 GB that this server pulls.",
      mend: "Use a smaller image.",
    },
  });
});
