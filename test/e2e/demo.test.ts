import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { z } from "zod";

const ROOT = dirname(dirname(import.meta.dirname));

function demo(...options: string[]) {
  const child = spawn(process.execPath, [join(ROOT, "scripts/demo/main.ts"), ...options], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, stdout: text(child.stdout), stderr: child.stderr };
}

function leftFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("berth-demo-"));
}

/** What the README shows of the demo's output. */
function pictureInReadme(): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  return /```text\n([^]*?)```/.exec(readme)?.[1] ?? "";
}

/** Lines without what is another each time, and without the dots of what was left out. */
function timeless(shown: string): string[] {
  return shown
    .split("\n")
    .map((line) => line.replace(/^\d+:\d\d\.\d/, "").replaceAll(/ +\d+\.\d s/g, " 0.0 s"))
    .filter((line) => line !== "…" && line !== "");
}

const summary = z.strictObject({
  review: z.strictObject({ id: z.number(), html_url: z.url(), comments: z.number() }),
  tasks: z.array(
    z.strictObject({
      id: z.string().startsWith("task_e_"),
      outcome: z.string(),
      started_from: z.enum(["cold", "snapshot"]),
      phases: z.array(z.strictObject({ name: z.string(), ms: z.number() })),
    }),
  ),
});

test("the demo shows the phases and the review, and ends with one line of JSON", async () => {
  const { ended, stdout, stderr } = demo("--json");
  const shown = await text(stderr);
  expect(await ended).toBe(0);
  const printed = (await stdout).trimEnd().split("\n");
  expect(printed).toHaveLength(1);
  const { review, tasks } = summary.parse(JSON.parse(printed[0] ?? ""));
  expect(review.comments).toBeGreaterThan(0);
  expect(tasks).toMatchObject([{ outcome: "changed", started_from: "cold" }]);
  expect(tasks[0]?.phases.map(({ name }) => name)).toContain("dependencies");
  expect(shown).toContain("comment       ada: @codex run npm run format");
  expect(shown).toContain("`npm run format` changed 2 files (+10 −7).");
  expect(shown).toMatch(/\d:\d\d\.\d {2}agent {9}\d\.\d s, exit code 0/);
  expect(shown).not.toMatch(/^```|^\|/m);
  const lines = new Set(timeless(shown));
  expect(timeless(pictureInReadme()).filter((line) => !lines.has(line))).toEqual([]);
  expect(leftFolders()).toEqual([]);
});

test("a slip in the demo's options starts nothing", async () => {
  const { ended, stdout, stderr } = demo("--bogus");
  expect(await text(stderr)).toMatch(/^demo: Unknown option '--bogus'\n.*--help/);
  expect(await stdout).toBe("");
  expect(await ended).toBe(2);
});

test("a demo that takes too long says what it waited for, and where the log is", async () => {
  const { ended, stdout, stderr } = demo("--timeout", "1");
  void text(stderr);
  const shown = await stdout;
  expect(await ended).toBe(1);
  expect(shown).toMatch(/failed +no review after 1\.0 s: waited for .+; --timeout SECONDS gives/);
  const [, log = ""] = /Berth's log is in (\S+)/.exec(shown) ?? [];
  expect(existsSync(log)).toBe(true);
  rmSync(dirname(log), { recursive: true });
  expect(leftFolders()).toEqual([]);
});

test("the demo ends everything that it started when it is interrupted", async () => {
  const { child, ended, stdout, stderr } = demo();
  void text(stderr);
  await new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.includes("running")) resolve();
    });
  });
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  await stdout.catch(() => "");
  expect(leftFolders()).toEqual([]);
});

test("the demo can leave everything running, and says how to end it", async () => {
  const { ended, stdout, stderr } = demo("--keep");
  void text(stderr);
  expect(await ended).toBe(0);
  const shown = await stdout;
  const [, url = ""] = /Berth +(\S+)/.exec(shown) ?? [];
  const [, dataDir = ""] = /its data +(\S+)/.exec(shown) ?? [];
  const [, pid = ""] = /kill (\d+)/.exec(shown) ?? [];
  expect((await fetch(url)).status).toBe(200);
  process.kill(Number(pid), "SIGTERM");
  while (existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(fetch(url)).rejects.toThrow("fetch failed");
  expect(existsSync(dataDir)).toBe(false);
});
