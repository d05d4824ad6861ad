import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { messageOf } from "../errors.ts";
import { registerInit } from "./commands/init.ts";
import { registerSchema } from "./commands/schema.ts";
import { registerServe } from "./commands/serve.ts";
import { registerValidate } from "./commands/validate.ts";
import { registerWorker } from "./commands/worker.ts";
import { CommandError, endWith, EXIT, printError } from "./output.ts";

const EXAMPLES = `
Examples:
  berth init                    write a first .codex/environment.yml for this folder
  berth validate                check .codex/environment.yml
  berth validate --json FILE    the same for programs
  berth schema > schema.json    the JSON Schema, for an editor
  berth serve                   run the server; docs/settings.md lists its settings

Exit codes: 0 done, 1 the answer is no, 2 misuse, 3 no server or engine, 4 refused,
130 interrupted.`;

/** The command line; each command adds itself. */
export function createProgram(): Command {
  const program = new Command("berth")
    .description(packageJson.description)
    .version(packageJson.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .showHelpAfterError("(berth --help says more)")
    .addHelpText("after", EXAMPLES)
    .exitOverride();
  registerInit(program);
  registerSchema(program);
  registerServe(program);
  registerValidate(program);
  registerWorker(program);
  registerHelp(program);
  return program;
}

/** Commander's own takes an unknown command for a wish for the general help. */
function registerHelp(program: Command): void {
  program
    .command("help")
    .description("print help for a command")
    .argument("[command]")
    .helpOption(false)
    .action(async (name?: string) => {
      if (name === undefined) return program.help();
      const known = program.commands.find((command) => command.name() === name);
      if (known !== undefined) return known.help();
      await program.parseAsync([name], { from: "user" });
    });
}

/** Runs one command and sets the exit code of the process. Throws only our own faults. */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  process.stdout.on("error", endWithReader);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) endWith(error.exitCode === 0 ? EXIT.done : EXIT.misuse);
    else if (error instanceof CommandError) fail(error);
    else throw error;
  }
}

function fail(error: CommandError): void {
  printError(`berth: ${messageOf(error)}`);
  endWith(error.exitCode);
}

/** Who reads our output may have seen enough, as `head` has. */
function endWithReader(error: Error & { code?: string }): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.done);
}
