import { expect, test } from "vitest";
import { silentLog } from "../log.ts";
import type { TimedEntry, WorkLogStore } from "../store/store.ts";
import type { TaskId } from "../task/ids.ts";
import type { PhaseOutput } from "../task/report.ts";
import { PhaseOutputCollector } from "./phase-output.ts";
import { WorkLogWriter } from "./work-log-writer.ts";

const TASK: TaskId = "task_e_0";

/** Feeds chunks to a collector; gives the summary, and what reached the work log. */
async function collect(
  feed: (collector: PhaseOutputCollector) => void,
): Promise<{ summary: PhaseOutput; entries: TimedEntry["entry"][] }> {
  const entries: TimedEntry["entry"][] = [];
  const store: WorkLogStore = {
    append: async (_task, added) => void entries.push(...added.map(({ entry }) => entry)),
    read: () => Promise.resolve([]),
  };
  const writer = new WorkLogWriter(store, TASK, silentLog);
  const collector = new PhaseOutputCollector("setup", 1, writer);
  feed(collector);
  const summary = collector.close();
  await writer.flush();
  return { summary, entries };
}

function textOf(entries: readonly TimedEntry["entry"][]): string {
  return entries.map((entry) => (entry.type === "output" ? entry.text : "")).join("");
}

test("keeps the last lines, with how many came before", async () => {
  const text = Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join("");
  const { summary } = await collect((collector) => collector.add("stdout", Buffer.from(text)));
  expect(summary.lastLines).toHaveLength(30);
  expect(summary.lastLines.at(-1)).toBe("line 99");
  expect(summary.linesBefore).toBe(70);
});

test("puts lines together that come in pieces, and counts one without an end", async () => {
  const { summary } = await collect((collector) => {
    for (const piece of ["on", "e\ntw", "o\n", "thr", "ee"]) {
      collector.add("stdout", Buffer.from(piece));
    }
  });
  expect(summary).toMatchObject({ lastLines: ["one", "two", "three"], linesBefore: 0 });
});

test("shows lines as a terminal would: with Windows ends, and with a progress bar's last state", async () => {
  const { summary } = await collect((collector) => {
    collector.add("stdout", Buffer.from("one\r\n10 %\r50 %\r100 %\ntwo\r\n1/2\r2/2"));
  });
  expect(summary.lastLines).toEqual(["one", "100 %", "two", "2/2"]);
});

test("reads letters whose bytes come in two pieces", async () => {
  const bytes = Buffer.from("naïve\n");
  const { summary } = await collect((collector) => {
    collector.add("stdout", bytes.subarray(0, 3));
    collector.add("stderr", Buffer.from(""));
    collector.add("stdout", bytes.subarray(3));
  });
  expect(summary.lastLines).toEqual(["naïve"]);
});

test("cuts a line that has no end", async () => {
  const { summary } = await collect((collector) => {
    for (let n = 0; n < 1000; n += 1) collector.add("stdout", Buffer.alloc(10_000, "x"));
  });
  expect(summary.lastLines[0]?.length).toBeLessThan(600);
});

test("lets a flood through up to a limit, then keeps its end and says what is missing", async () => {
  const megabyte = Buffer.from("a line of sixteen\n".repeat(60_000));
  const { entries } = await collect((collector) => {
    for (let n = 0; n < 20; n += 1) collector.add("stdout", megabyte);
    collector.add("stdout", Buffer.from("the very end\n"));
  });
  expect(textOf(entries).length).toBeLessThan(2_000_000);
  expect(textOf(entries).endsWith("the very end\n")).toBe(true);
  const notice = entries.find((entry) => entry.type === "notice");
  expect(notice?.text).toMatch(/^[\d,]+ characters of output are left out here/);
});

test("writes each command down with its exit code", async () => {
  const { summary, entries } = await collect((collector) => {
    collector.addCommand("npm ci", 0, 12.4);
    collector.addCommand("sleep 9", null, 99.6);
  });
  expect(summary.commands).toEqual([
    { command: "npm ci", exitCode: 0, ms: 12 },
    { command: "sleep 9", exitCode: null, ms: 100 },
  ]);
  expect(entries.map(({ type }) => type)).toEqual(["command", "command"]);
});

test("makes few events of a program that writes a character at a time", async () => {
  const { entries } = await collect((collector) => {
    for (const character of "a long line\n".repeat(100)) {
      collector.add("stdout", Buffer.from(character));
    }
    collector.add("stderr", Buffer.from("else\n"));
  });
  expect(entries.map((entry) => entry.type === "output" && entry.stream)).toEqual([
    "stdout",
    "stderr",
  ]);
  expect(textOf(entries)).toBe(`${"a long line\n".repeat(100)}else\n`);
});
