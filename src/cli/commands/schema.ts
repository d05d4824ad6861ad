import type { Command } from "commander";
import { print } from "../output.ts";

export function registerSchema(program: Command): void {
  program
    .command("schema")
    .description("print the JSON Schema of .codex/environment.yml")
    .action(async () => {
      const { definitionJsonSchemaText } = await import("../../environment/json-schema.ts");
      print(definitionJsonSchemaText().trimEnd());
    });
}
