import { describe, expect, test } from "vitest";
import { tokenFor } from "../local-github/clients.ts";
import { startLocalGithub } from "../local-github/index.ts";
import { definition, runTaskInDocker } from "../fixtures/task-run.ts";

function runWith(text: string, command = "true") {
  return runTaskInDocker({ files: definition(text), command });
}

describe("a definition", () => {
  test("that is missing is no problem: everything is detected", async () => {
    const { result } = await runTaskInDocker({ files: { "a.txt": "a\n" }, command: "true" });
    expect(result).toMatchObject({ outcome: "unchanged", notices: [] });
  });

  test("that is not right is shown with all its problems, and nothing is started", async () => {
    const { result, review, phases } = await runWith(
      "setpu: x\nworkdir: ../up\ncache: {ttl: banana}\n",
    );
    expect(result).toMatchObject({ outcome: "setup-failed", failure: { phase: "fetch" } });
    expect(phases.map(({ name }) => name)).toEqual(["fetch"]);
    expect(review).toContain("has 3 problems.");
    expect(review).toContain(".codex/environment.yml:2:1  setpu:");
    expect(review).toContain(".codex/environment.yml:3:10  workdir:");
    expect(review).toContain(".codex/environment.yml:4:14  cache.ttl:");
    expect(review).toContain("`berth validate` shows the same on your machine.");
  });

  test("that is too large, or no file, is told of", async () => {
    const large = await runWith(`setup: |\n${"  # much to say\n".repeat(5000)}`);
    expect(large.review).toContain("at most 65536 bytes are expected");
    const folder = await runTaskInDocker({
      files: { ".codex/environment.yml/x": "a folder\n" },
      command: "true",
    });
    expect(folder.review).toContain("a regular file is expected");
  });

  test("with secrets is refused, since there is no vault yet", async () => {
    const { result, review } = await runWith("secrets: [NPM_TOKEN]\n");
    expect(result.outcome).toBe("refused");
    expect(review).toContain("asks for secrets (`NPM_TOKEN`)");
  });

  test("with keys that do nothing yet says so", async () => {
    const { result, review } = await runWith(
      "network: {agent: {access: unrestricted}}\ncache: {ttl: 1h}\n",
    );
    expect(result.outcome).toBe("unchanged");
    expect(review).toContain("`network.agent` has no effect");
    expect(review).toContain("`cache` has no effect");
  });

  test("whose workdir is not there is told of", async () => {
    const { review } = await runWith("workdir: services/api\n");
    expect(review).toContain("`workdir` is `services/api`");
    const removed = await runTaskInDocker({
      files: { ...definition("workdir: api\n"), "api/a.txt": "a\n" },
      change: { "api/a.txt": null },
      command: "true",
    });
    expect(removed.review).toContain("`workdir` is `api`");
  });
});

describe("a setup", () => {
  test("that removes the folder it starts in is told of", async () => {
    const { review } = await runTaskInDocker({
      files: {
        ...definition("workdir: app\nsetup: rm -rf ../app\n"),
        "app/a.txt": "a",
      },
      command: "true",
    });
    expect(review).toContain("The folder that it should start in is gone");
  });

  test("that fails is shown with its line, exit code and last lines, and the command is not run", async () => {
    const { result, review, phases, leftovers } = await runWith(
      "setup: |\n  echo first\n  ls /nowhere\n  echo never\n",
      "touch ran.txt",
    );
    expect(result).toMatchObject({
      outcome: "setup-failed",
      failure: { phase: "setup", exitCode: 2 },
      diff: null,
    });
    expect(phases.at(-1)?.name).toBe("setup");
    expect(review).toContain("first\nls: cannot access '/nowhere'");
    expect(review).toContain("line 2: exit code 2: ls /nowhere");
    expect(review).toContain("Mend `setup` in `.codex/environment.yml`");
    expect(review).not.toContain("never\n");
    expect(leftovers).toBe(0);
  });

  test("that fails far from its end, or in a function, is shown with what went wrong", async () => {
    // It sleeps since the engine passes two streams on without an order between them.
    const { review } = await runWith(
      "setup: |\n  build() {\n    ls /nowhere\n  }\n  seq 1000\n  echo the reason\n  seq 150\n  sleep 0.3\n  build\n",
    );
    expect(review).toContain("the reason\n1\n");
    expect(review).toContain("line 2: exit code 2: ls /nowhere");
    expect(review).toMatch(/```\n1\n2\n[\s\S]*```\n\n\(\d+ lines left out\)\n\n```\n/);
  });

  test("that fails is only told of where the definition says so", async () => {
    const { result, review } = await runWith(
      "setup: exit 1\non_setup_failure: continue\n",
      "touch ran.txt",
    );
    expect(result.outcome).toBe("changed");
    expect(review).toContain("`setup` ended with exit code 1.");
  });

  test("that hangs is ended at its time-out, with all that it started", async () => {
    const { result, review, leftovers } = await runWith(
      "setup: |\n  setsid sleep 600 &\n  echo waiting\n  sleep 600\nresources: {setup_timeout: 2s}\n",
    );
    expect(result.outcome).toBe("timed-out");
    expect(review).toContain("`setup` ran for longer than 2 seconds and was ended");
    expect(review).toContain("raise `resources.setup_timeout`");
    expect(review).toContain("waiting");
    expect(leftovers).toBe(0);
  });

  test("that prints a gigabyte is cut in the work log, and its end is kept", async () => {
    const { result, events } = await runWith(
      "setup: |\n  yes 'a line of output that says nothing' | head -c 1G || true\n  echo; echo the end\n",
    );
    expect(result.outcome).toBe("unchanged");
    const output = events.filter((event) => event.type === "output" && event.phase === "setup");
    const size = output.reduce((sum, event) => sum + ("text" in event ? event.text.length : 0), 0);
    expect(size).toBeLessThan(2_000_000);
    expect(JSON.stringify(output.at(-1))).toContain("the end");
    expect(JSON.stringify(events)).toContain("characters of output are left out here");
    expect(result.outputs.find(({ phase }) => phase === "setup")?.lastLines.at(-1)).toBe("the end");
  });

  test("that forks without end is held, and the reader learns of the limit", async () => {
    const { result, review, leftovers } = await runWith(
      "setup: |\n  bomb() { bomb | bomb & }; bomb\n  sleep 60\nresources: {setup_timeout: 3s, pids: 64}\n",
    );
    expect(["timed-out", "setup-failed"]).toContain(result.outcome);
    expect(review).toMatch(/`setup` (ran for longer than 3 seconds|ended with exit code)/);
    expect(review).toContain(
      "It ran into the limit of 64 processes: start fewer, or raise `resources.pids`",
    );
    expect(leftovers).toBe(0);
  });

  test("that eats memory is killed, and the reader learns of the limit", async () => {
    const { result, review } = await runWith(
      "setup: head -c 2G /dev/zero | tail\nresources: {memory: 256m}\n",
    );
    expect(result).toMatchObject({ outcome: "setup-failed", failure: { exitCode: 137 } });
    expect(review).toContain("most likely by the memory limit of 256 MB");
    expect(review).toContain("raise `resources.memory`");
  });

  test("that fills the disk is ended soon after the limit", async () => {
    const { result, review } = await runWith(
      "setup: |\n  head -c 400M /dev/zero > /big\n  sleep 60\nresources: {disk: 200m}\non_setup_failure: continue\n",
    );
    expect(result.outcome).toBe("setup-failed");
    expect(review).toContain("`setup` wrote more than 200 MB to the disk and was ended.");
    expect(review).toContain("raise `resources.disk`");
  });

  test("that fills the disk at its very end is told of as well, and nothing else is blamed", async () => {
    const { result, review } = await runWith(
      "setup: head -c 400M /dev/zero > /big\nresources: {disk: 200m}\n",
    );
    expect(result.outcome).toBe("setup-failed");
    expect(review).toMatch(
      /(`setup`|What prepares the environment|The checkout of \w+ in the sandbox) wrote more than 200 MB to the disk/,
    );
  });

  test("that ends its own container is told of", async () => {
    const { result, review } = await runWith("setup: kill 1; sleep 30\n");
    expect(result.outcome).toBe("setup-failed");
    expect(review).toContain("it ended the container's first process");
  });

  test("that removes .git is told of before the command runs", async () => {
    const { result, review } = await runWith("setup: rm -rf .git\n", "touch ran.txt");
    expect(result.outcome).toBe("setup-failed");
    expect(review).toContain("Look whether setup removes or breaks `.git`.");
  });
});

describe("a repository", () => {
  test("that has the commit no more is told of", async () => {
    const github = await startLocalGithub();
    const other = await github.createRepository({ owner: "acme", name: "app" });
    await other.commit({ files: { "a.txt": "a\n" } });
    const { result, review } = await runTaskInDocker({
      files: { "a.txt": "a\n" },
      change: { "a.txt": "gone\n" },
      command: "true",
      remote: async () => ({ url: other.cloneUrl, token: await tokenFor(github) }),
    });
    await github.stop();
    expect(result.outcome).toBe("setup-failed");
    expect(review).toContain("is not in the repository any more: its branch was deleted");
    expect(review).toContain("Ask again on the commit that is there now.");
  });

  test("without any file works", async () => {
    const { result } = await runTaskInDocker({ files: {}, command: "echo first > README.md" });
    expect(result.diff?.files.map(({ path }) => path)).toEqual(["README.md"]);
  });

  test("with one huge file works", async () => {
    const { result } = await runTaskInDocker({
      files: { "huge.bin": Buffer.alloc(200 * 2 ** 20, 7) },
      command: "echo x > a.txt",
    });
    expect(result.diff?.files.map(({ path }) => path)).toEqual(["a.txt"]);
  });

  test("with 50,000 files works", async () => {
    const files: Record<string, string> = {};
    for (let n = 0; n < 50_000; n += 1) files[`dir${n % 500}/file${n}.txt`] = `${n}\n`;
    const { result } = await runTaskInDocker({ files, command: "echo x >> dir7/file7.txt" });
    expect(result.diff?.files.map(({ path }) => path)).toEqual(["dir7/file7.txt"]);
  });
});
