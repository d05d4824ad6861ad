import { afterAll, beforeAll, expect, test } from "vitest";
import { TestImages } from "../fixtures/images.ts";
import { startRegistry } from "../fixtures/registry.ts";
import { definition, runTaskInDocker } from "../fixtures/task-run.ts";

const images = new TestImages();
const references: Record<string, string> = {};

beforeAll(async () => {
  const wanted = {
    "no-bash": { script: "rm /bin/bash" },
    "no-git": { script: "rm /usr/bin/git" },
    "other-user": { script: "useradd -m app", changes: ["USER app", "ENV HOME=/home/app"] },
    "volume-over-workspace": { changes: ["VOLUME /workspace/app"] },
    "volume-over-home": { changes: ["VOLUME /root/.cache"] },
    "volume-elsewhere": { changes: ["VOLUME /data"] },
    "own-entrypoint": { changes: ['ENTRYPOINT ["/bin/false"]', "WORKDIR /srv"] },
    universal: {
      script:
        'mkdir -p /opt/codex && printf \'#!/bin/bash\\necho "node $CODEX_ENV_NODE_VERSION python $CODEX_ENV_PYTHON_VERSION"\\n[ "$CODEX_ENV_NODE_VERSION" != 9 ]\\n\' > /opt/codex/setup_universal.sh && chmod +x /opt/codex/setup_universal.sh',
    },
  };
  for (const [name, options] of Object.entries(wanted)) {
    references[name] = await images.derive(name, options);
  }
});

afterAll(() => images.remove());

function runWith(image: string, more = "", command = "true") {
  return runTaskInDocker({ files: definition(`image: ${image}\n${more}`), command });
}

function lines(review: string): string[] {
  return review.split("\n").filter((line) => line !== "" && !line.startsWith("<!--"));
}

test.each([
  ["that does not exist", null, "does not exist.", "Look for a typo in `image`"],
  [
    "that the registry does not give",
    { username: "robot", password: "s3cret" },
    "The registry does not give the image",
    "Give the server the registry's credentials (`BERTH_REGISTRY_AUTH_FILE`)",
  ],
])("an image %s is told of", async (_which, credentials, what, mend) => {
  const registry = await startRegistry(credentials);
  try {
    const { result, review, leftovers } = await runTaskInDocker({
      files: definition(`image: ${registry.host}/acme/nothing:1\n`),
      command: "true",
      settings: { allowedImages: [`${registry.host}/**`] },
    });
    expect(result).toMatchObject({ outcome: "setup-failed", failure: { phase: "image" } });
    expect(review).toContain(what);
    expect(review).toContain(`**What to do:** ${mend}`);
    expect(leftovers).toBe(0);
  } finally {
    await registry.stop();
  }
});

test("an image of a registry that cannot be asked", async () => {
  const { result, review } = await runWith("nowhere.invalid/nothing:1");
  expect(result.outcome).toBe("setup-failed");
  expect(review).toContain(
    "The registry of the image `nowhere.invalid/nothing:1` could not be asked.",
  );
  expect(review).toContain("**What to do:** Look for a typo in the registry's name");
});

test.each([
  ["no-bash", "has no `bash`."],
  ["no-git", "has no `git`."],
  ["volume-over-workspace", "declares a volume at `/workspace/app`"],
  ["volume-over-home", "declares a volume at `/root/.cache`"],
])("an image with %s is told of in one sentence", async (name, sentence) => {
  const { result, review, leftovers } = await runWith(references[name] ?? "");
  expect(result.outcome).toBe("setup-failed");
  expect(result.failure?.phase).toBe("image");
  expect(review).toContain(sentence);
  expect(review).toContain("**What to do:** Use an image");
  expect(leftovers).toBe(0);
});

test("an image made for another user works as root, and the reader is told", async () => {
  const command = 'echo "$(whoami) $HOME" > who.txt';
  const { patch, review } = await runWith(references["other-user"] ?? "", "", command);
  expect(patch).toContain("+root /root\n");
  expect(review).toContain("The image's user is app; every phase runs as root all the same.");
});

test("an image with a volume elsewhere works, and the reader is told", async () => {
  const { result, review } = await runWith(references["volume-elsewhere"] ?? "");
  expect(result.outcome).toBe("unchanged");
  expect(review).toContain("What is written to the image's volumes is not kept: /data.");
});

test("what setup writes to an image's volume counts as written to the disk", async () => {
  const { result, review } = await runWith(
    references["volume-elsewhere"] ?? "",
    "setup: |\n  head -c 300M /dev/zero > /data/big\n  sleep 60\nresources: {disk: 200m}\n",
  );
  expect(result.outcome).toBe("setup-failed");
  expect(review).toContain("`setup` wrote more than 200 MB to the disk and was ended.");
});

test("an image with an entry point and a folder of its own works", async () => {
  const { result } = await runWith(references["own-entrypoint"] ?? "", "", "test -f /bin/bash");
  expect(result.outcome).toBe("unchanged");
});

test("an image that the server does not allow is refused", async () => {
  const { result, review } = await runTaskInDocker({
    files: definition("image: evil.example/x:1\n"),
    command: "true",
    settings: { allowedImages: ["ghcr.io/acme/**"] },
  });
  expect(result.outcome).toBe("refused");
  expect(review).toContain("`evil.example/x:1` is not one that this server allows.");
  expect(review).toContain("Use one that fits: `ghcr.io/acme/**`.");
});

test.each(["sha256:" + "a".repeat(64), "berth/base:1", "acme/berth-snapshot:1"])(
  "the image %s is refused by its name",
  async (image) => {
    const { result, review } = await runWith(`"${image}"`);
    expect(result.outcome).toBe("setup-failed");
    expect(review).toContain(".codex/environment.yml:2:8");
  },
);

test("runtimes are switched by the universal image's own script", async () => {
  const { result, events } = await runWith(
    references["universal"] ?? "",
    'runtimes: {node: 22, python: "3.12"}\n',
  );
  expect(result.outcome).toBe("unchanged");
  expect(events).toContainEqual(
    expect.objectContaining({ type: "output", phase: "runtimes", text: "node 22 python 3.12\n" }),
  );
});

test("runtimes that the universal image lacks fail with its own words", async () => {
  const { result, review } = await runWith(references["universal"] ?? "", "runtimes: {node: 9}\n");
  expect(result).toMatchObject({ outcome: "setup-failed", failure: { phase: "runtimes" } });
  expect(review).toContain("node 9 python");
});

test("runtimes on another image are told of", async () => {
  const { result, review } = await runTaskInDocker({
    files: definition("runtimes: {go: 1.25.1}\n"),
    command: "true",
  });
  expect(result.outcome).toBe("setup-failed");
  expect(lines(review).join("\n")).toContain("asks for versions of go");
  expect(review).toContain("Use codex-universal as the image");
});
