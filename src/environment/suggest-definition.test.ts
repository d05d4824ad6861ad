import { expect, test } from "vitest";
import { detectDependencies } from "./detect.ts";
import { parseDefinition } from "./parse.ts";
import { suggestDefinition } from "./suggest-definition.ts";

function suggest(files: Readonly<Record<string, string>>): string {
  return suggestDefinition(
    detectDependencies({ files: Object.keys(files), read: (path) => files[path] ?? null }),
  );
}

test("the suggestion says what was found and how tests could be run", () => {
  const text = suggest({ "package.json": '{"scripts":{"test":"x"}}', "package-lock.json": "" });
  expect(text).toContain("#   npm, because of package-lock.json\n");
  expect(text).toContain("#   - {name: npm, run: npm run test}\n");
});

test("its examples are valid too, when they are no longer comments", () => {
  const text = suggest({ "Cargo.toml": "", "Cargo.lock": "", "go.mod": "" });
  const examples = text.replaceAll(/^# ?(?=\w+: |\w+:$| {2}\S| {2}- )/gm, "");
  expect(examples).toContain("\nverify:\n  - {name: cargo, run: cargo test}\n");
  const result = parseDefinition(examples.replaceAll(/^ {2}\w+, because.*$/gm, ""), { file: "f" });
  expect(result).toMatchObject({ ok: true, value: { definition: { image: "node:22-bookworm" } } });
});

test("a notice cannot end its comment", () => {
  const hostile = JSON.stringify({ packageManager: "x\n\nimage: evil\u2028" });
  expect(suggest({ "package.json": hostile })).not.toMatch(/^image/m);
});
