import { z } from "zod";
import { DAY, duration, durationOrZero, HOUR, SECOND } from "./duration.ts";
import { label, script, wordLike } from "./plain-text.ts";

const aroundTemplate = z
  .strictObject(
    {
      before: script().optional().describe("Commands before those of the template."),
      after: script().optional().describe("Commands after those of the template."),
    },
    { error: "a mapping of before and after" },
  )
  .transform(({ before, after }) => ({ before: before ?? null, after: after ?? null }));

export const setup = z
  .union([script(), aroundTemplate])
  .optional()
  .describe(
    "Commands that make the environment ready, run by `bash -eo pipefail` as root, with network. No snapshot of the result is kept yet: every task runs them. With `extends`: commands before and after the template's.",
  )
  .meta({ examples: ["apt-get update && apt-get install -y libpq-dev"] });

export const maintenance = script()
  .optional()
  .describe(
    "Commands that follow the task's commit, where it is another than setup ran on. Run as setup is.",
  )
  .meta({ examples: ["npm ci"] });

export const start = script()
  .optional()
  .describe(
    "Commands that start what agent and verify need, such as a database. They run without secrets, in the agent's network.",
  )
  .meta({ examples: ["pg_ctlcluster 15 main start"] });

const step = z
  .strictObject({
    name: label(100).describe("What the step is called in results. Each name once."),
    run: script().describe("The commands; the step passes when they end with exit code 0."),
    timeout: duration(SECOND, 6 * HOUR)
      .prefault("20m")
      .describe("When the step is stopped."),
  })
  .transform(({ name, run, timeout }) => ({ name, run, timeoutMs: timeout }));

export const verify = z
  .array(step)
  .max(50, { error: "at most 50 steps" })
  .prefault([])
  .describe(
    "Checks of what the agent made. They run in this order, after the agent, with its rights and network.",
  )
  .meta({ examples: [[{ name: "test", run: "npm test", timeout: "20m" }]] });

export const cache = z
  .strictObject({
    ttl: durationOrZero(7 * DAY)
      .prefault("12h")
      .describe("How long a snapshot is used. 0: never, so that every task starts cold."),
    prebuild: z
      .boolean()
      .prefault(true)
      .describe("Whether a snapshot is made ahead when the default branch changes."),
  })
  .prefault({})
  .transform(({ ttl, prebuild }) => ({ ttlMs: ttl, prebuild }))
  .describe("Snapshots of the environment after setup.");

const pathPattern = wordLike(
  "a path pattern inside the repository, such as src/**",
  /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\p{Cc}]{1,256}$/u,
);

export const checks = z
  .strictObject({
    on: z
      .array(z.enum(["pull_request"]))
      .prefault(["pull_request"])
      .describe("When the environment is checked. An empty list: never."),
    paths: z
      .array(pathPattern)
      .min(1, { error: "at least one path pattern" })
      .prefault(["**"])
      .describe("Only when a file of these patterns changed.")
      .meta({ examples: [["package-lock.json", ".codex/**"]] }),
    drafts: z.boolean().prefault(false).describe("Whether drafts are checked too."),
  })
  .prefault({})
  .describe("The check of the environment itself on a pull request.");

export const review = z
  .strictObject({
    apply: z
      .enum(["suggest", "push"])
      .prefault("suggest")
      .describe("How a result is offered: as a review with suggestions, or pushed to the branch."),
  })
  .prefault({})
  .describe("How results come back to a pull request.");

/** A file in another repository: `owner/name:path@ref`. */
export const template = wordLike(
  "a template as owner/repository:path@ref",
  /^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}:(?!\/)[A-Za-z0-9._/-]{1,256}@[A-Za-z0-9._/-]{1,256}$/,
)
  .optional()
  .describe("A definition in another repository to start from; keys here win over its keys.")
  .meta({ examples: ["acme/.github:codex/node.yml@main"] });
