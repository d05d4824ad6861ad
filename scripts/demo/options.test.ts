import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("the demo's options have defaults", () => {
  const value = { help: false, json: false, keep: false, timeoutMs: 600_000 };
  expect(readOptions([])).toEqual({ ok: true, value });
  expect(readOptions(["--json", "--keep", "--timeout", "5"])).toEqual({
    ok: true,
    value: { ...value, json: true, keep: true, timeoutMs: 5000 },
  });
});

test.each([
  [["--bogus"], "Unknown option '--bogus'"],
  [["foo"], "Unexpected argument 'foo'"],
  [["--json=1"], "Option '--json' does not take an argument"],
  [["--timeout"], "Option '--timeout <value>' argument missing"],
  [["--timeout", "soon"], "--timeout: seconds from 1 to 86400 are expected, found soon"],
  [["--timeout", "0"], "--timeout: seconds from 1 to 86400 are expected, found 0"],
])("%j is misuse, in one sentence", (argv, sentence) => {
  const result = readOptions(argv);
  const said = result.ok ? "" : result.failure;
  expect(said.slice(0, sentence.length)).toBe(sentence);
  expect(said).not.toMatch(/[.\n]/);
});
