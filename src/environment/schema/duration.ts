import { z } from "zod";
import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";
import { complain, parsedText } from "./parsed-text.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: ReadonlyMap<string, number> = new Map([
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
]);
const PATTERN = /^(0|[1-9][0-9]{0,8})([smhd])$/;
const SLIP = /^([0-9]{1,9}) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/;

/** `90s`, `30m`, `12h` or `1d`, as milliseconds. */
export function parseDuration(
  text: string,
  expected = "a duration such as 90s, 30m, 12h or 1d",
): Result<number, Complaint> {
  const match = PATTERN.exec(text);
  if (match === null) return failure(slip(text, expected));
  return success(Number(match[1]) * (UNITS.get(match[2] ?? "") ?? 0));
}

function slip(text: string, expected: string): Complaint {
  const match = SLIP.exec(text.trim().toLowerCase());
  if (match === null) return { expected };
  return { expected, suggestion: `${Number(match[1])}${match[2]?.charAt(0)}` };
}

/** The shortest way to write a duration of whole seconds. */
export function writeDuration(ms: number): string {
  const unit = UNITS.entries().find(([, each]) => ms >= each && ms % each === 0);
  return unit === undefined ? `${ms / SECOND}s` : `${ms / unit[1]}${unit[0]}`;
}

/** A duration within a range, both ends included, as milliseconds. */
export function duration(min: number, max: number) {
  const expected = `a duration from ${writeDuration(min)} to ${writeDuration(max)}, such as 90s, 30m or 12h`;
  return parsedText(expected, (text) => {
    const result = parseDuration(text, expected);
    if (!result.ok) return result;
    return result.value < min || result.value > max ? failure({ expected }) : result;
  }).meta({ title: "duration", pattern: "^[1-9][0-9]{0,8}[smhd]$" });
}

/** A duration that may also be `0`, which YAML reads as a number. */
export function durationOrZero(max: number) {
  const expected = `0 or a duration of at most ${writeDuration(max)}, such as 90s, 30m or 12h`;
  return z
    .union([z.string(), z.literal(0)], { error: expected })
    .transform((value, context): number => {
      if (value === 0 || value === "0") return 0;
      const result = parseDuration(value, expected);
      if (result.ok && result.value <= max) return result.value;
      complain(context, result.ok ? { expected } : result.failure, value);
      return z.NEVER;
    })
    .meta({ title: "duration or 0" });
}
