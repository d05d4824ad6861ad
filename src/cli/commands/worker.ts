import type { Command } from "commander";

const ABOUT = `
Runs tasks from the queue of a server that uses the same data folder. \`berth serve\` starts one by
itself; further ones are for more tasks at once.`;

export function registerWorker(program: Command): void {
  program
    .command("worker")
    .description("run tasks for a server")
    .addHelpText("after", ABOUT)
    .action(async () => {
      const { work } = await import("../work.ts");
      await work();
    });
}
