import type { Command } from "commander";
import type { InitOptions } from "../init.ts";

const EXAMPLES = `
Examples:
  berth init              write .codex/environment.yml
  berth init --stdout     only show what would be written

An existing file is never overwritten.`;

export function registerInit(program: Command): void {
  program
    .command("init")
    .description("write a first .codex/environment.yml from the files of this folder")
    .option("--stdout", "print the file instead of writing it")
    .addHelpText("after", EXAMPLES)
    .action(async (options: InitOptions) => {
      const { init } = await import("../init.ts");
      await init(options);
    });
}
