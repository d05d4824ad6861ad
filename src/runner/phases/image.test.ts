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

test("an image of a service in the server's own network is refused, and nobody asked for it", async () => {
  await prepare("127.0.0.1:5000/x:1");
  const image = run.engine.addImage("there");
  run.engine.registry.set("127.0.0.1:5000/x:1", { image });
  const result = await run.run();
  expect(result).toMatchObject({
    outcome: "refused",
    failure: {
      what: "The registry of the image `127.0.0.1:5000/x:1` is named by an address, or by a name of this server's own network; a registry's public name is expected.",
      mend: "Name the registry in full, or have this server allow it in `BERTH_ALLOWED_IMAGES`.",
    },
  });
  expect(run.engine.images.has("127.0.0.1:5000/x:1")).toBe(false);
});
