import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Files } from "../fixtures/git-repository.ts";
import { TestImages } from "../fixtures/images.ts";
import { printedBy, scenarioFiles } from "../fixtures/scenarios/scenario.ts";
import { definition, runTaskInDocker, type TaskRun } from "../fixtures/task-run.ts";

const images = new TestImages();
let guarded: string;

beforeAll(async () => {
  // Debian's own for new users: it returns early in a shell that is not interactive.
  guarded = await images.derive("guarded", { script: "cp /etc/skel/.bashrc ~/.bashrc" });
});

afterAll(() => images.remove());

function namesOf({ phases }: TaskRun): string[] {
  return phases.map(({ name }) => name);
}

describe("a repository without a definition", () => {
  test("of npm has its packages installed, and its tests pass offline", async () => {
    const files = await scenarioFiles("npm-plain", "main");
    const run = await runTaskInDocker({ files, command: "npm test" });
    expect(run.result).toMatchObject({ outcome: "unchanged", failure: null, notices: [] });
    expect(namesOf(run)).toEqual([
      "fetch",
      "image",
      "checkout",
      "dependencies",
      "start",
      "agent",
      "diff",
    ]);
    expect(printedBy(run.events, "agent")).toContain("every title gets a slug of its own");
  });

  test("of pip has its requirements installed, and its tests pass offline", async () => {
    const files = await scenarioFiles("requirements-plain", "main");
    const run = await runTaskInDocker({ files, command: "pytest" });
    expect(run.result).toMatchObject({ outcome: "unchanged", failure: null, notices: [] });
    expect(printedBy(run.events, "dependencies")).toContain("Successfully installed");
    expect(printedBy(run.events, "agent")).toContain("1 passed");
  });

  test("has its packages installed again where the task's commit changed the lock file", async () => {
    const files = await scenarioFiles("npm-plain", "main");
    const change = await scenarioFiles("npm-plain", "pull-request");
    const run = await runTaskInDocker({ files, change, command: "npm test" });
    expect(run.result).toMatchObject({ outcome: "unchanged", failure: null, notices: [] });
    expect(namesOf(run)).toEqual([
      "fetch",
      "image",
      "checkout",
      "dependencies",
      "checkout",
      "dependencies",
      "start",
      "agent",
      "diff",
    ]);
    expect(printedBy(run.events, "agent")).toContain("slugs are as wide as they are long");
  });

  test("has them installed once where the task's commit changed something else", async () => {
    const files = await scenarioFiles("npm-plain", "main");
    const change = { "README.md": "# Slugs\n" };
    const run = await runTaskInDocker({ files, change, command: "npm test" });
    expect(run.result.outcome).toBe("unchanged");
    expect(namesOf(run).filter((name) => name === "dependencies")).toHaveLength(1);
  });
});

describe("what setup exports", () => {
  const SETUP = [
    "setup: |",
    "  export INLINE=lost",
    "  echo \"export KEPT='kept in \\$HOME'\" >> ~/.bashrc",
    "  mkdir ~/tools && printf '#!/bin/sh\\necho found\\n' > ~/tools/own-tool && chmod +x ~/tools/own-tool",
    "  echo 'export PATH=\"$HOME/tools:$PATH\"' >> ~/.bashrc",
    'start: echo "start ${INLINE-unset} $KEPT $(own-tool)" > /tmp/start',
    'verify: [{name: seen, run: \'test "${INLINE-unset} $KEPT $(own-tool)" = "$(cat seen.txt)"\'}]',
    "",
  ].join("\n");
  const SEEN = 'echo "${INLINE-unset} $KEPT $(own-tool)" > seen.txt; cat /tmp/start';

  test("does not reach the agent, and what it appends to ~/.bashrc does", async () => {
    const run = await runTaskInDocker({ files: definition(SETUP), command: SEEN });
    expect(run.result).toMatchObject({ outcome: "changed", failure: null });
    expect(run.patch).toContain("\n+unset kept in $HOME found\n");
    expect(printedBy(run.events, "agent")).toBe("start unset kept in $HOME found\n");
  });

  test("reaches it in the same way where the image's ~/.bashrc returns early", async () => {
    const files = definition(`image: ${guarded}\n${SETUP}`);
    const run = await runTaskInDocker({ files, command: `grep -q return ~/.bashrc && ${SEEN}` });
    expect(run.result).toMatchObject({ outcome: "changed", failure: null });
    expect(run.patch).toContain("\n+unset kept in $HOME found\n");
    expect(printedBy(run.events, "agent")).toBe("start unset kept in $HOME found\n");
  });
});

describe("maintenance", () => {
  const FILES: Files = {
    ...definition(
      "setup: echo 'export FROM_SETUP=yes' >> ~/.bashrc\nmaintenance: cat version.txt > /root/maintained; echo $FROM_SETUP >> /root/maintained\n",
    ),
    "version.txt": "1\n",
  };
  const command = "cat /root/maintained || echo never";

  test("runs on the task's commit where setup ran on another", async () => {
    const change = { "version.txt": "2\n" };
    const run = await runTaskInDocker({ files: FILES, change, command });
    expect(namesOf(run)).toContain("maintenance");
    expect(printedBy(run.events, "agent")).toBe("2\nyes\n");
  });

  test("does not run where setup ran on the task's own commit", async () => {
    const run = await runTaskInDocker({ files: FILES, command });
    expect(namesOf(run)).not.toContain("maintenance");
    expect(printedBy(run.events, "agent")).toContain("never\n");
  });

  test("takes the place of installing again where the lock file changed", async () => {
    const files = {
      ...(await scenarioFiles("npm-plain", "main")),
      ...definition("maintenance: npm ci\n"),
    };
    const change = await scenarioFiles("npm-plain", "pull-request");
    const run = await runTaskInDocker({ files, change, command: "npm test" });
    expect(run.result).toMatchObject({ outcome: "unchanged", failure: null });
    expect(namesOf(run).slice(2, 6)).toEqual([
      "checkout",
      "dependencies",
      "checkout",
      "maintenance",
    ]);
    expect(printedBy(run.events, "agent")).toContain("slugs are as wide as they are long");
  });
});
