import { expect, test } from "vitest";
import { formatDuration } from "./duration.ts";

test.each([
  [0, "0.0 s"],
  [40, "0.0 s"],
  [400, "0.4 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [12_449, "12 s"],
  [59_499, "59 s"],
  [59_500, "1 m 00 s"],
  [185_000, "3 m 05 s"],
  [3_599_600, "1 h 00 m"],
  [3_720_000, "1 h 02 m"],
  [90_000_000, "25 h 00 m"],
  [-5, "0.0 s"],
  [Number.NaN, "0.0 s"],
])("%d ms are said as %j", (ms, said) => {
  expect(formatDuration(ms)).toBe(said);
});
