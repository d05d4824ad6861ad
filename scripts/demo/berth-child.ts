import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { LocalGithub } from "../../test/local-github/index.ts";
import { baseImageReference } from "../ground/base-image.ts";
import { withoutSettings } from "./own-environment.ts";

const PROGRAM = join(import.meta.dirname, "../../src/cli/main.ts");
const STOP_MS = 20_000;
const LAST_LINES = 5;

/** `berth serve` on a free port, for a local GitHub. */
export class BerthChild {
  /** Its URL, once it listens. */
  readonly listening: Promise<string>;
  /** Rejects when it ends, asked to or not. */
  readonly ended: Promise<never>;
  readonly #child: ChildProcess;
  readonly #log: string[] = [];

  constructor({ app, url }: LocalGithub, dataDir: string) {
    const child = spawn(process.execPath, [PROGRAM, "serve"], {
      env: {
        ...withoutSettings(process.env),
        BERTH_DATA_DIR: dataDir,
        BERTH_PORT: "0",
        BERTH_IMAGE: baseImageReference(),
        GITHUB_API_URL: url,
        APP_ID: String(app.id),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    this.listening = new Promise((resolve) => {
      createInterface({ input: child.stderr }).on("line", (line) => {
        this.#log.push(line);
        if (line.includes('"listening"')) resolve(String(JSON.parse(line).url));
      });
    });
    this.ended = new Promise((_resolve, reject) => {
      child.once("close", (code) => reject(new Error(this.#lastWords(code))));
    });
    // Not everybody waits for it.
    this.ended.catch(() => {});
  }

  #lastWords(code: number | null): string {
    return [`Berth ended with exit code ${code}:`, ...this.#log.slice(-LAST_LINES)].join("\n");
  }

  /** Writes what it has logged to a file that outlives the demo, and gives its path. */
  async keepLog(): Promise<string> {
    const file = join(await mkdtemp(join(tmpdir(), "berth-demo-log-")), "berth.log");
    await writeFile(file, this.#log.map((line) => `${line}\n`).join(""));
    return file;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGTERM");
    const late = delay(STOP_MS, "late", { ref: false });
    const ended = this.ended.catch(() => "ended");
    if ((await Promise.race([ended, late])) === "late") this.#child.kill("SIGKILL");
  }
}
