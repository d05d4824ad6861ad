import * as fc from "fast-check";
import { expect, test } from "vitest";
import { writeDuration, parseDuration } from "./duration.ts";

test.each([
  ["90s", 90_000],
  ["30m", 1_800_000],
  ["12h", 43_200_000],
  ["1d", 86_400_000],
  ["0s", 0],
])("%s is %i milliseconds", (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: ms });
});

test.each([
  ["30 min", "30m"],
  ["90sec", "90s"],
  ["1 Hour", "1h"],
  ["2 days", "2d"],
  [" 5m ", "5m"],
  ["005m", "5m"],
])("%j is a slip for %s", (text, suggestion) => {
  expect(parseDuration(text)).toMatchObject({ ok: false, failure: { suggestion } });
});

test.each(["", "m", "-1m", "1.5h", "90", "1w", "1h30m", "9999999999s", "1e3s"])(
  "%j is no duration, and nothing is suggested",
  (text) => {
    const result = parseDuration(text);
    expect(result.ok).toBe(false);
    expect(result).not.toHaveProperty("failure.suggestion");
  },
);

test("what is written as short as can be reads as the same time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), (seconds) => {
      const ms = seconds * 1000;
      expect(parseDuration(writeDuration(ms))).toEqual({ ok: true, value: ms });
    }),
  );
});
