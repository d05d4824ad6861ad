import * as fc from "fast-check";
import { expect, it } from "vitest";
import { OUTCOMES } from "../task/outcome.ts";
import { PHASE_NAMES } from "../task/phase.ts";
import type { TaskReport } from "../task/report.ts";
import { HOSTILE } from "./hostile-texts.fixture.ts";
import { liveText, nodesOf } from "./markdown.fixture.ts";
import { findMarker } from "./marker.ts";
import { CHANGED, diffOf, patchOf } from "./report.fixture.ts";
import { LARGEST_BODY, renderReview } from "./review.ts";
import { byteLength } from "./text-size.ts";

const ALLOWED = new Set([
  "root",
  "paragraph",
  "text",
  "inlineCode",
  "code",
  "list",
  "listItem",
  "strong",
  "html",
  "table",
  "tableRow",
  "tableCell",
]);
const OUR_HTML = [
  /^<!-- berth:task_e_0123456789abcdef0123456789abcdef part=[1-5] -->$/,
  /^<details>\n<summary>The diff: [\d,]+ lines?<\/summary>$/,
  /^<details>\n<summary>Work log: [\d,]+ phases? in [\d hms.]+, from (?:scratch|a snapshot)<\/summary>$/,
  /^<\/details>$/,
  /^<\/?sub>$/,
];

/** What in a body comes from hostile text, or is broken by it. */
function harmOf(markdown: string): unknown[] {
  const nodes = nodesOf(markdown);
  const html = nodes.flatMap((node) => (node.type === "html" ? [node.value] : []));
  const opened = html.filter((value) => value.startsWith("<details>")).length;
  const closed = html.filter((value) => value === "</details>").length;
  return [
    ...nodes.filter(({ type }) => !ALLOWED.has(type)),
    ...html.filter((value) => !OUR_HTML.some((ours) => ours.test(value))),
    ...liveText(nodes).filter((text) => !text.startsWith(`commit ${CHANGED.commit} · asked by `)),
    ...(opened === closed ? [] : ["details that do not close"]),
  ];
}

function faultsOf(report: TaskReport): unknown[] {
  const context = { handle: "codex", suggestions: { placed: 3, leftOut: 1 } };
  const { body, furtherComments } = renderReview(report, context);
  const bodies = [body, ...furtherComments];
  return [
    ...bodies.flatMap(harmOf),
    ...bodies.map(byteLength).filter((bytes) => bytes > LARGEST_BODY),
    ...bodies.filter((each, index) => findMarker(each)?.part !== index + 1),
    ...bodies.slice(5),
  ];
}

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.tuple(fc.constantFrom(...HOSTILE), fc.integer({ min: 1, max: 400 })).map(([text, times]) => {
    return text.repeat(times);
  }),
);
const exitCode = fc.option(fc.integer({ min: 0, max: 255 }));
const ms = fc.integer({ min: 0, max: 10_000_000 });
const attempt = fc.integer({ min: 1, max: 4 });
const count = fc.constantFrom(0, 1, 2, 30);
const lines = fc.tuple(fc.array(hostile, { maxLength: 4 }), count).map(([texts, times]) => {
  return Array.from({ length: times }, () => texts).flat();
});
const phase = fc.constantFrom(...PHASE_NAMES);
const phases = fc.tuple(
  fc.array(fc.record({ name: phase, attempt, startedAt: hostile, ms, exitCode }), { maxLength: 3 }),
  count,
);
const output = fc.record({
  phase,
  attempt,
  commands: fc.array(fc.record({ command: hostile, exitCode, ms }), { maxLength: 30 }),
  lastLines: lines,
  linesBefore: fc.nat(),
});
const failure = fc.record({
  phase: fc.option(phase),
  command: fc.option(hostile),
  exitCode,
  what: hostile,
  mend: hostile,
  output: fc.record({ first: lines, leftOut: fc.nat(), last: lines }),
});
const changedFile = fc.record({
  status: fc.constantFrom("added" as const, "modified" as const),
  path: hostile,
  oldPath: fc.option(hostile),
  oldMode: fc.constant("100644"),
  newMode: fc.constant("100644"),
  binary: fc.boolean(),
  linesAdded: fc.nat(),
  linesRemoved: fc.nat(),
});
const realDiff = fc.tuple(lines, fc.nat({ max: 20 })).map(([texts, files]) => {
  const added = texts.flatMap((text) => text.split("\n"));
  const patch = Array.from({ length: files }, (_, index) => patchOf(`f${index}`, added));
  return diffOf(patch.join(""));
});
const brokenDiff = fc.record({
  patch: fc.option(fc.uint8Array({ maxLength: 100 })),
  patchBytes: fc.nat(),
  files: fc.array(changedFile, { maxLength: 20 }),
});
const reports: fc.Arbitrary<TaskReport> = fc.record({
  taskId: fc.constant(CHANGED.taskId),
  prompt: hostile,
  requestedBy: hostile,
  commit: fc.oneof(hostile, fc.constant(CHANGED.commit)),
  outcome: fc.constantFrom(...OUTCOMES),
  startedFrom: fc.constantFrom("cold" as const, "snapshot" as const),
  phases: phases.map(([records, times]) => Array.from({ length: times }, () => records).flat()),
  outputs: fc.array(output, { maxLength: 6 }),
  notices: fc.array(hostile, { maxLength: 15 }),
  failure: fc.option(failure),
  diff: fc.option(fc.oneof(realDiff, brokenDiff)),
});

it("is valid, harmless and never too large, whatever a report holds", { timeout: 60_000 }, () => {
  const isSound = fc.property(reports, (any) => {
    expect(faultsOf(any)).toEqual([]);
  });
  fc.assert(isSound, { numRuns: 60 });
});

it("is never too large, even where everything is at its worst", { timeout: 60_000 }, () => {
  for (const text of ["\u{e0041}", "<", "@a ", "`", "\u{202e}\n", "|", "é"]) {
    const worst = text.repeat(100_000);
    const many = Array.from({ length: 300 }, () => worst.slice(0, 3_000));
    const commands = many.map((command) => ({ command, exitCode: null, ms: 1 }));
    const report: TaskReport = {
      ...CHANGED,
      prompt: worst,
      requestedBy: worst,
      commit: worst,
      outcome: "verify-failed",
      phases: many.map(() => ({ name: "setup", attempt: 2, startedAt: "", ms: 1, exitCode: 1 })),
      outputs: [
        { phase: "setup", attempt: 3, commands, lastLines: many, linesBefore: 1 },
        { phase: "agent", attempt: 3, commands, lastLines: [worst], linesBefore: 1 },
      ],
      notices: many,
      failure: {
        phase: "verify",
        command: worst,
        exitCode: 1,
        what: worst,
        mend: worst,
        output: { first: many, leftOut: 1, last: many },
      },
      diff: diffOf(many.map((line, index) => patchOf(`f${index}`, line.split("\n"))).join("")),
    };
    expect(faultsOf(report)).toEqual([]);
  }
});
