import type { Command } from "commander";

const ABOUT = `
Takes GitHub's webhooks and runs tasks: a web process, and a worker process as its child. Settings
come from environment variables: docs/settings.md lists them.`;

export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("run the server")
    .addHelpText("after", ABOUT)
    .action(async () => {
      const { serve } = await import("../serve.ts");
      await serve();
    });
}
