import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDefinition } from "../src/environment/parse.ts";
import { generatedFiles, ROOT } from "./generate.ts";

describe("the generated files", () => {
  test.each(generatedFiles())("$path is up to date (else: npm run generate)", async (file) => {
    expect(await readFile(join(ROOT, file.path), "utf8")).toBe(file.text);
  });

  test("have only valid definitions for examples", () => {
    const page = generatedFiles().find(({ path }) => path === "docs/definition.md")?.text ?? "";
    const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => yaml ?? "");
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) {
      const text = example.startsWith("version:") ? example : `version: 1\n${example}`;
      const result = parseDefinition(text, { file: "docs/definition.md" });
      expect(result.ok ? [] : result.failure.map(({ message }) => message)).toEqual([]);
    }
  });
});
