import { z } from "zod";
import { domains } from "./domain-list.ts";

export const PRESETS = ["none", "common-dependencies", "all"] as const;
export const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What an allowlist lets through unless it names its methods: those that only read. */
const READING_METHODS = ["GET", "HEAD", "OPTIONS"] as const;

type Access = "off" | "allowlist" | "unrestricted";

const methods = z
  .union([z.literal("all"), z.array(z.enum(METHODS)).min(1, { error: "at least one method" })])
  .optional()
  .describe(
    "HTTP methods that are let through, or `all`. Not set: GET, HEAD and OPTIONS for an allowlist, all for unrestricted access.",
  )
  .meta({ examples: [["GET", "HEAD", "OPTIONS", "POST"], "all"] });

const presets = z
  .array(z.enum(PRESETS))
  .prefault(["common-dependencies"])
  .describe(
    "Ready-made lists for an allowlist: `common-dependencies` has the package registries and code hosts that builds need, `all` has every host, `none` has nothing.",
  );

/** The same keys for setup and agent; only what `access` is without being set differs. */
function policy(access: Access) {
  return z
    .strictObject({
      access: z
        .enum(["off", "allowlist", "unrestricted"])
        .prefault(access)
        .describe("What the phase can reach: nothing, the lists below, or every public host."),
      presets,
      domains,
      methods,
      git: z
        .boolean()
        .prefault(false)
        .describe("Whether the phase may fetch from this repository itself."),
    })
    .transform((rules) => ({
      ...rules,
      presets: rules.presets.filter((preset) => preset !== "none"),
      methods:
        rules.methods ?? (rules.access === "allowlist" ? [...READING_METHODS] : ("all" as const)),
    }))
    .prefault({});
}

export const network = z
  .strictObject({
    agent: policy("off").describe("The network of start, agent and verify."),
    setup: policy("unrestricted").describe("The network of setup and maintenance."),
  })
  .prefault({})
  .describe("What a phase can reach.");
