import { z } from "zod";
import type { Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";

/** The name under which a custom issue carries its complaint. */
export const COMPLAINT = "complaint";

/**
 * A text that a pure function reads. `expected` is what stands in the message where the value is
 * no text at all; everything else the function says itself.
 *
 * In these schemas the `error` of a check is never a sentence but the words for what is expected
 * ("a domain"): the sentence is built in one place, `wordComplaint`.
 */
export function parsedText<Output>(
  expected: string,
  parse: (text: string) => Result<Output, Complaint>,
) {
  return z.string({ error: expected }).transform((text, context): Output => {
    const result = parse(text);
    if (result.ok) return result.value;
    complain(context, result.failure, text);
    return z.NEVER;
  });
}

export function complain(
  context: z.core.$RefinementCtx,
  complaint: Complaint,
  input: unknown,
): void {
  context.addIssue({
    code: "custom",
    message: complaint.expected,
    params: { [COMPLAINT]: complaint },
    input,
  });
}

/** A number in a range, both ends included. `noun` has its article: `a number`. */
export function numberBetween(noun: string, min: number, max: number) {
  const error = `${noun} from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function integerBetween(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}
