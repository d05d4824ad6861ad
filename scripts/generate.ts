import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { definitionJsonSchemaText } from "../src/environment/json-schema.ts";
import { definitionPage } from "./generate/definition-page.ts";
import { settingsPage } from "./generate/settings-page.ts";

export const ROOT = join(import.meta.dirname, "..");

/** The files that are made from the code's own schemas, and what they should say. */
export function generatedFiles(): { readonly path: string; readonly text: string }[] {
  return [
    { path: "schema/environment.schema.json", text: definitionJsonSchemaText() },
    { path: "docs/definition.md", text: definitionPage() },
    { path: "docs/settings.md", text: settingsPage() },
  ];
}

if (import.meta.main) {
  for (const { path, text } of generatedFiles()) {
    await writeFile(join(ROOT, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
