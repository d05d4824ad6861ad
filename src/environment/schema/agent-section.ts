import { z } from "zod";
import { duration, HOUR, SECOND } from "./duration.ts";
import { integerBetween } from "./parsed-text.ts";
import { script, wordLike } from "./plain-text.ts";

const MODEL = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/;
const EFFORT = /^[a-z][a-z-]{0,31}$/;

export const agent = z
  .strictObject({
    use: z
      .enum(["codex", "command", "custom"])
      .prefault("codex")
      .describe(
        "Who works: `codex` (the codex CLI), `command` (what was asked is run as a shell command), or `custom` (the program of `run`).",
      ),
    model: wordLike("the name of a model", MODEL)
      .optional()
      .describe("The model that the agent asks for. Not set: the server's choice.")
      .meta({ examples: ["gpt-5-codex"] }),
    effort: wordLike("a word such as low, medium or high", EFFORT)
      .optional()
      .describe("How long the model thinks, in the words of its provider.")
      .meta({ examples: ["medium"] }),
    attempts: integerBetween(1, 4)
      .prefault(1)
      .describe("How many independent tries a task gets, each in a sandbox of its own."),
    timeout: duration(SECOND, 24 * HOUR)
      .prefault("60m")
      .describe("When the agent is stopped. What it changed until then is kept."),
    run: script()
      .optional()
      .describe("The command of a `custom` agent; the task is on its standard input.")
      .meta({ examples: ["my-agent --non-interactive"] }),
    install: script()
      .optional()
      .describe("Commands that install the agent; they run after setup, and are cached with it.")
      .meta({ examples: ["npm install --global my-agent"] }),
  })
  .prefault({})
  .transform(({ timeout, ...keys }) => ({
    use: keys.use,
    model: keys.model ?? null,
    effort: keys.effort ?? null,
    attempts: keys.attempts,
    timeoutMs: timeout,
    run: keys.run ?? null,
    install: keys.install ?? null,
  }))
  .describe("The agent that works on a task.");
