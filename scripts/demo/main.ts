/**
 * `npm run demo`: a comment on a pull request becomes a review, on this machine, for real.
 *
 *   --json   print one JSON object as the last line of stdout; the rest goes to stderr
 *   --keep   leave everything running and print where
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Places, StageMessage } from "./messages.ts";
import { keptAsText, Screen } from "./show.ts";

const { values: options } = parseArgs({
  options: { json: { type: "boolean" }, keep: { type: "boolean" } },
});

const output = options.json === true ? process.stderr : process.stdout;
const screen = new Screen(output);
const keep = options.keep === true;
const stage = fork(join(import.meta.dirname, "stage.ts"), keep ? ["--keep"] : [], {
  // Ctrl-C is for this process alone: the stage is told to stop, and waited for.
  detached: true,
  // A stage that outlives this process must not hold on to where this one prints.
  stdio: ["ignore", "ignore", keep ? "ignore" : "inherit", "ipc"],
});
let places: Places | null = null;
let interrupted = false;

stage.on("message", (message: StageMessage) => {
  screen.show(message);
  if (message.kind === "running") places = message.places;
  if (message.kind === "reviewed") finish(message);
  if (message.kind === "failed") process.exitCode = 1;
});

stage.on("exit", () => {
  if (interrupted) process.exitCode = 130;
  else process.exitCode ??= 1;
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    output.write("\nstopping: everything that was started is being removed\n");
    stage.kill("SIGTERM");
  });
}

function finish({ review, tasks }: StageMessage & { kind: "reviewed" }): void {
  process.exitCode = 0;
  if (keep && places !== null) {
    output.write(`\n${keptAsText(places)}\n`);
    stage.disconnect();
    stage.unref();
  } else {
    stage.kill("SIGTERM");
  }
  if (options.json !== true) return;
  const { id, html_url } = review;
  const summary = { review: { id, html_url, comments: review.comments.length }, tasks };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}
