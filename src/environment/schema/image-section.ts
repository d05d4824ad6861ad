import { z } from "zod";
import { parseImageReference } from "./image-reference.ts";
import { parsedText } from "./parsed-text.ts";
import { relativePath } from "./relative-path.ts";
import { variableValue, wordLike } from "./plain-text.ts";
import { variableName } from "./variables-section.ts";

export const LANGUAGES = ["python", "node", "rust", "go", "swift", "ruby", "php", "java"] as const;
export type Language = (typeof LANGUAGES)[number];

export const image = parsedText("the name of a registry image", parseImageReference)
  .meta({ title: "image" })
  .optional()
  .describe(
    "The container image to start from, as a registry names it. Not set: the server's own choice. Ids of local images and Berth's own names are refused.",
  )
  .meta({ examples: ["node:22-bookworm", "registry.example.com/acme/tools:3"] });

export const build = z
  .strictObject({
    dockerfile: relativePath()
      .prefault(".codex/Dockerfile")
      .describe("The build file, from the root of the repository."),
    context: relativePath().prefault(".").describe("The folder that the build can copy from."),
    args: z
      .record(variableName, variableValue())
      .prefault({})
      .describe("Build arguments. Never put a secret here: they stay in the image.")
      .meta({ examples: [{ NODE_MAJOR: "22" }] }),
  })
  .optional()
  .describe("Builds the image from a file of the repository, instead of `image`.");

const version = z
  .union([z.string(), z.number()], { error: 'a version, such as 22 or "3.12"' })
  .transform(String)
  .pipe(wordLike('a version, such as 22 or "3.12"', /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}$/))
  .meta({ title: "version" })
  .optional();

function versionOf(language: string, example: string | number) {
  return version.describe(`Version of ${language}.`).meta({ examples: [example] });
}

export const runtimes = z
  .strictObject({
    python: versionOf("Python", "3.12"),
    node: versionOf("Node.js", 22),
    rust: versionOf("Rust", "1.92.0"),
    go: versionOf("Go", "1.25.1"),
    swift: versionOf("Swift", "6.2"),
    ruby: versionOf("Ruby", "3.4.4"),
    php: versionOf("PHP", "8.4"),
    java: versionOf("Java", 21),
  } satisfies Record<Language, unknown>)
  .prefault({})
  .describe(
    'Language versions, for an image that can switch them, as the default image can. Quote a version that ends in 0: YAML reads 3.10 as 3.1, so write "3.10".',
  );
