import { z } from "zod";
import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";
import { parsedText } from "./parsed-text.ts";

/** Neither a process argument nor a file in UTF-8 can hold these. */
function unfit(text: string): Complaint | null {
  if (text.includes("\0")) return { expected: "text without NUL characters", found: "one of them" };
  if (text.isWellFormed()) return null;
  return { expected: "text of whole characters", found: "half of a surrogate pair" };
}

function passable(text: string): Result<string, Complaint> {
  const complaint = unfit(text);
  return complaint === null ? success(text) : failure(complaint);
}

/** Text of any length and many lines: a script. */
export function script() {
  return parsedText("text (the commands, on one or many lines)", passable).meta({
    title: "commands",
  });
}

/** The value of a variable: text, or a number or true/false that is taken as text. */
export function variableValue() {
  const expected = "text, a number or true/false";
  return z
    .union([z.string(), z.number(), z.boolean()], { error: expected })
    .transform(String)
    .pipe(parsedText(expected, passable));
}

/** One line of text for people to read. */
export function label(longest: number) {
  const expected = `one line of text, of at most ${longest} characters`;
  return parsedText(expected, (text) => {
    const fits = text.trim() !== "" && text.length <= longest && !/\p{Cc}/u.test(text);
    return fits && text.isWellFormed() ? success(text.trim()) : failure({ expected });
  });
}

/** Text of few, harmless characters. `expected` has its article. */
export function wordLike(expected: string, pattern: RegExp) {
  return parsedText(expected, (text) =>
    pattern.test(text) ? success(text) : failure({ expected }),
  ).meta({ pattern: pattern.source });
}
