import { expect, test } from "vitest";
import { definition, runTaskInDocker } from "../fixtures/task-run.ts";

test("a command that takes every process leaves its changes to be read all the same", async () => {
  const { result, patch, review } = await runTaskInDocker({
    files: { ...definition("resources: {pids: 64}\n"), "a.txt": "a\n" },
    command: `echo b >> a.txt; perl -e 'while (defined(my $id = fork)) { sleep 600 unless $id }' >/dev/null 2>&1; exit 3`,
  });
  expect(result).toMatchObject({ outcome: "agent-failed", failure: { exitCode: 3 } });
  expect(patch).toContain("+b");
  expect(review).toContain("failed. By then it had changed 1 file (+1 −0).");
});

test("a command that ends its container soon after itself leaves its changes to be read", async () => {
  const { result, patch } = await runTaskInDocker({
    files: { "a.txt": "a\n" },
    command: "echo b >> a.txt; setsid sh -c 'sleep 0.05; kill 1' >/dev/null 2>&1 </dev/null &",
  });
  expect(result.outcome).toBe("changed");
  expect(patch).toContain("+b");
});

test("a command that breaks .git leaves the checks what start has brought up", async () => {
  const yml = [
    "start: sleep 600 & echo $! > /tmp/service",
    "verify: [{name: service, run: kill -0 $(cat /tmp/service)}]",
  ];
  const { result } = await runTaskInDocker({
    files: { ...definition(`${yml.join("\n")}\n`), "a.txt": "a\n" },
    command: "rm -rf .git; echo b >> a.txt",
  });
  expect(result).toMatchObject({ outcome: "changed", failure: null });
});

test("a command that begins with a dash is a command, not an option of the shell", async () => {
  const { review } = await runTaskInDocker({ files: { "a.txt": "a" }, command: "-x echo hi" });
  expect(review).toContain("-x: command not found");
});

test("a command that is not there says that there is no network to get it from", async () => {
  const { review } = await runTaskInDocker({ files: { "a.txt": "a" }, command: "prettier ." });
  expect(review).toContain("`prettier .` failed.\n\nThe command ended with exit code 127.");
  expect(review).toContain("**What to do:** A command was not found, and there is no network");
});

test("an install that fails shows the reason, which npm prints before a page of its usage", async () => {
  const manifest = { name: "app", version: "1.0.0" };
  const lock = { ...manifest, lockfileVersion: 3, packages: { "": manifest } };
  const { result, review } = await runTaskInDocker({
    files: {
      "package.json": JSON.stringify({ ...manifest, dependencies: { "is-number": "7.0.0" } }),
      "package-lock.json": JSON.stringify(lock),
    },
    command: "true",
  });
  expect(result.outcome).toBe("setup-failed");
  expect(review).toContain("Installing the dependencies (`npm ci`) ended with exit code 1.");
  expect(review).toContain("Missing: is-number@7.0.0 from lock file");
});
