import type { Command } from "commander";
import type { ValidateOptions } from "../validate.ts";
import { DEFINITION_FILE } from "../../environment/definition-file.ts";

const EXAMPLES = `
Examples:
  berth validate
  berth validate .codex/environment.web.yml
  git show main:.codex/environment.yml | berth validate -

Exit codes: 0 the file is valid, 1 it is not, 2 it cannot be read.`;

export function registerValidate(program: Command): void {
  program
    .command("validate")
    .description("check the definition of an environment, all problems at once")
    .argument("[file]", "the file; - is standard input", DEFINITION_FILE)
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, options: ValidateOptions) => {
      const { validate } = await import("../validate.ts");
      await validate(file, options);
    });
}
