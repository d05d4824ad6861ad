import { afterEach, expect, test } from "vitest";
import { EngineError } from "../engine/engine.ts";
import { FakeRun } from "../../test/fixtures/fake-run.ts";

let run: FakeRun;

afterEach(() => run.remove());

const FULL = `version: 1
setup: the setup
maintenance: the maintenance
start: the start
verify: [{name: one, run: first check}, {name: two, run: second check}]
`;

test("goes through the phases in the order of the plan", async () => {
  run = await FakeRun.prepare(
    { ".codex/environment.yml": FULL, "package.json": "{}", "package-lock.json": "{}" },
    { change: { "a.txt": "a" } },
  );
  const result = await run.run();
  expect(result).toMatchObject({ outcome: "unchanged", failure: null });
  expect(run.commands.map((command) => command.replace(/ [0-9a-f]{40}$/, ""))).toEqual([
    "--version",
    "berth-checkout https://github.test/acme/app.git",
    "npm ci",
    "the setup",
    "berth-checkout https://github.test/acme/app.git",
    "the maintenance",
    "berth-worktree tree",
    "the start",
    "the command",
    "berth-worktree patch",
    "first check",
    "second check",
  ]);
  expect(await run.phases()).toEqual([
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
    "verify",
  ]);
});

test("leaves out what there is nothing to do for", async () => {
  run = await FakeRun.prepare({ "a.txt": "a" });
  await run.run();
  expect(await run.phases()).toEqual(["fetch", "image", "checkout", "start", "agent", "diff"]);
});

test("says that submodules and files in Git LFS are left out", async () => {
  run = await FakeRun.prepare({
    ".gitmodules": '[submodule "lib"]\n  path = lib\n  url = https://example.com/lib.git\n',
    ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
  });
  expect((await run.run()).notices).toEqual([
    "Submodules are not checked out.",
    "Files in Git LFS are not fetched: their pointers are checked out instead.",
  ]);
});

test("starts scripts in a folder that holds nothing but folders", async () => {
  run = await FakeRun.prepare({
    ".codex/environment.yml": "version: 1\nworkdir: apps\nsetup: the setup\n",
    "apps/web/a.txt": "a",
  });
  let cwd: string | undefined;
  run.onCommand = (command, spec) => {
    if (command === "the setup") ({ cwd } = spec);
    return undefined;
  };
  expect(await run.run()).toMatchObject({ outcome: "unchanged", failure: null });
  expect(cwd).toBe("/workspace/app/apps");
});

test("has no network from the moment that the start phase begins", async () => {
  const networks = new Map<string, number>();
  run = await FakeRun.prepare({ ".codex/environment.yml": FULL });
  run.onCommand = (command) => {
    const [container] = [...run.engine.containers.values()];
    networks.set(command, container?.networks.length ?? -1);
    return undefined;
  };
  await run.run();
  expect(networks.get("the setup")).toBe(1);
  for (const command of ["the start", "the command", "first check"]) {
    expect(networks.get(command)).toBe(0);
  }
});

test("gives the sandbox no more than the engine's machine has, and says so", async () => {
  run = await FakeRun.prepare({
    ".codex/environment.yml": "version: 1\nresources: {cpus: 4, memory: 1t}\n",
  });
  run.engine.machine = { cpus: 1, memoryBytes: 2 ** 31, freeDiskBytes: null };
  let limits: object | undefined;
  run.onCommand = () => {
    limits = [...run.engine.containers.values()][0]?.spec.limits;
    return undefined;
  };
  const { notices } = await run.run();
  expect(limits).toMatchObject({ cpus: 1, memoryBytes: 1.5 * 2 ** 30 });
  expect(notices).toHaveLength(2);
});

test.each([
  ["the setup", "setup-failed", "setup"],
  ["the maintenance", "setup-failed", "maintenance"],
  ["the start", "setup-failed", "start"],
])("ends where %s fails, before the command runs", async (failing, outcome, phase) => {
  run = await FakeRun.prepare({ ".codex/environment.yml": FULL }, { change: { "a.txt": "a" } });
  run.onCommand = (command) => (command === failing ? 7 : undefined);
  const result = await run.run();
  expect(result).toMatchObject({ outcome, failure: { phase, exitCode: 7, command: failing } });
  expect(run.commands).not.toContain("the command");
  expect((await run.phases()).at(-1)).toBe(phase);
  expect(run.engine.containers.size).toBe(0);
});

test("reads what a failing command changed, and leaves the checks out", async () => {
  run = await FakeRun.prepare({ ".codex/environment.yml": FULL });
  run.onCommand = (command) => (command === "the command" ? 3 : undefined);
  expect(await run.run()).toMatchObject({ outcome: "agent-failed", failure: { exitCode: 3 } });
  expect(run.commands).not.toContain("first check");
  expect((await run.phases()).at(-1)).toBe("diff");
});

test("runs every check, decides by the first that failed, and tells of the others", async () => {
  run = await FakeRun.prepare({ ".codex/environment.yml": FULL });
  run.onCommand = (command) => (command.endsWith("check") ? 1 : undefined);
  const result = await run.run();
  expect(result).toMatchObject({
    outcome: "verify-failed",
    failure: { what: "The check `one` ended with exit code 1." },
  });
  expect(result.notices).toEqual(["The check `two` ended with exit code 1."]);
});

test("goes on after failed dependencies and setup where the definition says so", async () => {
  run = await FakeRun.prepare({
    ".codex/environment.yml": "version: 1\nsetup: the setup\non_setup_failure: continue\n",
    "package.json": "{}",
    "package-lock.json": "{}",
  });
  run.onCommand = (command) =>
    command === "the setup" || command.includes("npm ci") ? 1 : undefined;
  const result = await run.run();
  expect(result.outcome).toBe("unchanged");
  expect(result.notices.slice(0, 2).map((notice) => notice.split(" The run went on")[0])).toEqual([
    "Installing the dependencies (`npm ci`) ended with exit code 1.",
    "`setup` ended with exit code 1.",
  ]);
  expect(run.commands).toContain("the command");
});

test("throws where the engine goes away, since that is nobody's outcome", async () => {
  run = await FakeRun.prepare({ "a.txt": "a" });
  run.onCommand = (command) => {
    if (command === "the command") run.engine.unavailable = true;
    return undefined;
  };
  await expect(run.run()).rejects.toBeInstanceOf(EngineError);
});

test("throws where it is told to stop, and removes its container all the same", async () => {
  const stop = new AbortController();
  run = await FakeRun.prepare({ "a.txt": "a" }, { signal: stop.signal });
  run.onCommand = (command) => {
    if (command !== "the command") return undefined;
    stop.abort();
    return new Promise(() => {});
  };
  await expect(run.run()).rejects.toThrow("aborted");
  expect(run.engine.containers.size).toBe(0);
});

test("removes its container also where a phase has a fault of ours", async () => {
  run = await FakeRun.prepare({ "a.txt": "a" });
  run.onCommand = (command) => {
    if (command === "the command") throw new Error("our own fault");
    return undefined;
  };
  await expect(run.run()).rejects.toThrow("our own fault");
  expect(run.engine.containers.size).toBe(0);
});

test("writes the work log down whatever happens", async () => {
  run = await FakeRun.prepare({ ".codex/environment.yml": "version: 1\nsetup: the setup\n" });
  run.onCommand = async (command, spec) => {
    if (command !== "the setup") return 0;
    await spec.onOutput?.("stdout", Buffer.from("what setup prints\n"));
    return 1;
  };
  await run.run();
  const events = await run.store.workLogs.read(run.context.task.id, { after: 0, limit: 100 });
  const ofSetup = events.filter((event) => "phase" in event && event.phase === "setup");
  expect(ofSetup.map(({ type }) => type)).toEqual([
    "phase.started",
    "output",
    "command",
    "phase.ended",
  ]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
});
