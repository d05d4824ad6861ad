import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatProblem } from "./format-problem.ts";
import { describedKeys } from "./key-table.ts";
import { parseDefinition } from "./parse.ts";
import type { Problem } from "./problem.ts";

const FILE = ".codex/environment.yml";

function problemsOf(input: string | Uint8Array): Problem[] {
  const result = parseDefinition(input, { file: FILE });
  return result.ok ? [] : result.failure;
}

/** Text that comes nearer to a definition than chance does. */
const PARTS = [
  "version: 1\n",
  "env:",
  " ",
  "\n",
  "- ",
  "{",
  "}",
  "[",
  "]",
  '"',
  "'",
  "a",
  "*a",
  "&a ",
  "|",
  "\t",
  "\r\n",
  "setup: ",
  "network",
  "\u00e9",
  "\u{1f600}",
  "#",
  "!!x ",
  "3.10",
  "0x1",
];

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }).map((parts) => parts.join("")),
);

test("no text makes the parser throw, and every problem stands inside the file", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const lines = text.replace(/^\uFEFF/, "").split("\n");
      for (const problem of problemsOf(text)) {
        const line = lines[problem.line - 1]?.replace(/\r$/, "");
        expect(line).toBe(problem.sourceLine);
        expect(problem.column).toBeLessThanOrEqual(problem.sourceLine.length + 1);
        expect(problem.column).toBeGreaterThan(0);
        expect(problem.length).toBeGreaterThan(0);
        expect(formatProblem(problem)).not.toMatch(/[^\n\P{Cc}]/u);
      }
    }),
    { numRuns: 500 },
  );
});

test("no bytes make it throw either", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(problemsOf(bytes).length).toBeGreaterThan(0);
    }),
  );
});

/** The keys that can be reached through mappings alone. */
const PATHS = describedKeys()
  .map(({ path }) => path.split("."))
  .filter((steps) => !steps.some((step) => step.endsWith("[]")));

test("every wrong value at every key is answered in our own words", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), fc.jsonValue({ maxDepth: 3 }), (steps, value) => {
      const nested = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
      const text = JSON.stringify({ version: 1, ...Object(nested) });
      for (const { message, expected, found } of problemsOf(text)) {
        expect(message).not.toMatch(/Invalid|undefined|\[object|: ? ?is expected/);
        expect(expected).not.toBe("");
        expect(found).not.toBe("");
      }
    }),
    { numRuns: 1000 },
  );
});
