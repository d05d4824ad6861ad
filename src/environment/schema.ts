import { z } from "zod";
import { agent } from "./schema/agent-section.ts";
import { build, image, runtimes } from "./schema/image-section.ts";
import { network } from "./schema/network-section.ts";
import { relativePath } from "./schema/relative-path.ts";
import { resources } from "./schema/resources-section.ts";
import { env, secrets } from "./schema/variables-section.ts";
import * as work from "./schema/work-section.ts";

/**
 * The whole definition: types, defaults, descriptions, the words of its problems and the JSON
 * Schema all come from here. The input is what the file says; the output has defaults filled in,
 * durations in milliseconds and sizes in bytes. What concerns several keys at once is in
 * `rules.ts`.
 */
export const definitionSchema = z
  .strictObject({
    version: z
      .literal(1)
      .describe("The version of this format. Required.")
      .meta({ examples: [1] }),
    extends: work.template,
    image,
    build,
    pull: z
      .enum(["missing", "always"])
      .prefault("missing")
      .describe("When the image is pulled: where the engine does not have it, or for every task."),
    runtimes,
    workdir: relativePath()
      .prefault(".")
      .describe("The folder where scripts start and dependencies are looked for.")
      .meta({ examples: ["services/backend"] }),
    dependencies: z
      .enum(["auto", "off"])
      .prefault("auto")
      .describe("Whether dependencies are found from the files of `workdir` and installed."),
    setup: work.setup,
    maintenance: work.maintenance,
    start: work.start,
    env,
    secrets,
    network,
    cache: work.cache,
    agent,
    verify: work.verify,
    checks: work.checks,
    review: work.review,
    resources,
    on_setup_failure: z
      .enum(["stop", "continue"])
      .prefault("stop")
      .describe(
        "Whether the agent still gets to work after dependencies, setup or maintenance failed.",
      ),
  })
  .transform(({ on_setup_failure: onSetupFailure, ...keys }) => ({
    ...keys,
    extends: keys.extends ?? null,
    image: keys.image ?? null,
    build: keys.build ?? null,
    setup: keys.setup ?? null,
    maintenance: keys.maintenance ?? null,
    start: keys.start ?? null,
    onSetupFailure,
  }));

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** A definition with every default filled in. Times are in milliseconds, sizes in bytes. */
export type EnvironmentDefinition = Frozen<z.output<typeof definitionSchema>>;
export type NetworkPolicy = EnvironmentDefinition["network"]["agent"];
export type VerifyStep = EnvironmentDefinition["verify"][number];
export type SecretReference = EnvironmentDefinition["secrets"][number];

/** What a repository without a definition gets. */
export function defaultDefinition(): EnvironmentDefinition {
  return definitionSchema.parse({ version: 1 });
}
