/**
 * `npm run demo`: a comment on a pull request becomes a review, on this machine, for real.
 * Its options are in `options.ts`.
 */
import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Places, StageMessage } from "./messages.ts";
import { HELP, readOptions, type DemoOptions } from "./options.ts";
import { keptAsText } from "./review-text.ts";
import { Screen } from "./show.ts";

const options = readOptions(process.argv.slice(2));
if (!options.ok) {
  process.stderr.write(`demo: ${options.failure}\n(npm run demo -- --help says more)\n`);
  process.exitCode = 2;
} else if (options.value.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  play(options.value);
}

function play({ json, keep }: DemoOptions): void {
  const output = json ? process.stderr : process.stdout;
  const screen = new Screen(output);
  const stage = startStage(keep);
  let places: Places | null = null;

  stage.on("message", (message: StageMessage) => {
    screen.show(message);
    if (message.kind === "running") places = message.places;
    if (message.kind === "failed") process.exitCode = 1;
    if (message.kind !== "reviewed") return;
    process.exitCode = 0;
    if (keep && places !== null) {
      output.write(`\n${keptAsText(places)}\n`);
      stage.disconnect();
      stage.unref();
    } else {
      stage.kill("SIGTERM");
    }
    if (json) process.stdout.write(`${JSON.stringify(summaryOf(message))}\n`);
  });
  stage.on("exit", () => {
    process.exitCode ??= 1;
  });
  onInterrupt(() => {
    output.write("\nstopping: everything that was started is being removed\n");
    stage.on("exit", () => {
      process.exitCode = 130;
    });
    stage.kill("SIGTERM");
  });
}

function startStage(keep: boolean): ChildProcess {
  return fork(join(import.meta.dirname, "stage.ts"), process.argv.slice(2), {
    // Ctrl-C is for this process alone: the stage is told to stop, and waited for.
    detached: true,
    // A stage that outlives this process must not hold on to where this one prints.
    stdio: ["ignore", "ignore", keep ? "ignore" : "inherit", "ipc"],
  });
}

function summaryOf({ review, tasks }: StageMessage & { kind: "reviewed" }): object {
  const { id, html_url, comments } = review;
  return { review: { id, html_url, comments: comments.length }, tasks };
}

function onInterrupt(stop: () => void): void {
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (!interrupted) stop();
      interrupted = true;
    });
  }
}
