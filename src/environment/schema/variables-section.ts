import { z } from "zod";
import { complain, parsedText } from "./parsed-text.ts";
import { variableValue } from "./plain-text.ts";
import { parseVariableName } from "./variable-name.ts";

const NAME_PATTERN = "^[A-Za-z_][A-Za-z0-9_]*$";

/** As the key of a record, which cannot be transformed. */
export const variableName = z
  .string()
  .superRefine((text, context) => {
    const result = parseVariableName(text);
    if (!result.ok) complain(context, result.failure, text);
  })
  .meta({ pattern: NAME_PATTERN });

const secretName = parsedText("the name of a secret", parseVariableName).meta({
  pattern: NAME_PATTERN,
});

export const env = z
  .record(variableName, variableValue())
  .prefault({})
  .describe(
    "Environment variables of every phase, also the agent's. Not for secrets: the values are in the repository.",
  )
  .meta({ examples: [{ NODE_ENV: "development" }] });

const secret = z.strictObject(
  {
    name: secretName.describe("Its name, on the server and as a variable."),
    persist: z
      .enum(["never", "allowed"])
      .prefault("never")
      .describe("Whether the value may stay in files that setup writes. `never`: it is taken out."),
  },
  { error: "a mapping of name and persist" },
);

export const secrets = z
  .array(z.union([secretName.transform((name) => ({ name, persist: "never" as const })), secret]), {
    error: "a list of names, without the values,",
  })
  .prefault([])
  .transform((list) => list.map(({ name, persist }) => ({ name, persist: persist === "allowed" })))
  .describe(
    "Names of secrets stored on the server. Setup and maintenance get them as variables; the agent never does.",
  )
  .meta({ examples: [["NPM_TOKEN", { name: "LICENSE", persist: "allowed" }]] });
