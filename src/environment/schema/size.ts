import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";
import { parsedText } from "./parsed-text.ts";

export const MEBIBYTE = 1024 ** 2;
export const GIBIBYTE = 1024 ** 3;
export const TEBIBYTE = 1024 ** 4;

const UNITS: ReadonlyMap<string, number> = new Map([
  ["t", TEBIBYTE],
  ["g", GIBIBYTE],
  ["m", MEBIBYTE],
]);
const PATTERN = /^([1-9][0-9]{0,6})([mgt])$/;
const SLIP = /^([0-9]{1,6})(?:\.([0-9]{1,3}))? ?([mgt])(?:i?b|i)?$/;

/** `512m`, `4g` or `1t`, as bytes; the units are powers of 1024, as container engines read them. */
export function parseSize(
  text: string,
  expected = "a size such as 512m or 4g",
): Result<number, Complaint> {
  const match = PATTERN.exec(text);
  if (match !== null) return success(Number(match[1]) * unitSize(match[2]));
  if (/^[0-9]+$/.test(text)) return failure({ expected, because: "a number alone has no unit" });
  return failure(slip(text, expected));
}

function unitSize(unit: string | undefined): number {
  return UNITS.get(unit ?? "") ?? 0;
}

function slip(text: string, expected: string): Complaint {
  const match = SLIP.exec(text.trim().toLowerCase());
  if (match === null) return { expected };
  const [, whole, fraction, unit] = match;
  if (fraction === undefined) return { expected, suggestion: `${Number(whole)}${unit}` };
  const bytes = Number(`${whole}.${fraction}`) * unitSize(unit);
  return { expected, suggestion: `${Math.round(bytes / MEBIBYTE)}m` };
}

/** The shortest way to write a number of whole mebibytes. */
export function writeSize(bytes: number): string {
  const unit = UNITS.entries().find(([, each]) => bytes >= each && bytes % each === 0);
  return unit === undefined ? `${bytes / MEBIBYTE}m` : `${bytes / unit[1]}${unit[0]}`;
}

/** A size within a range, both ends included, as bytes. */
export function size(min: number, max: number) {
  const expected = `a size from ${writeSize(min)} to ${writeSize(max)} with its unit, such as 512m or 4g`;
  return parsedText(expected, (text) => {
    const result = parseSize(text, expected);
    if (!result.ok) return result;
    return result.value < min || result.value > max ? failure({ expected }) : result;
  }).meta({ title: "size", pattern: "^[1-9][0-9]{0,6}[mgt]$" });
}
