import { spawn } from "node:child_process";

/** How often a step that runs long says that it is still at it. */
const STILL_RUNNING_MS = 10_000;

export class GroundError extends Error {
  override readonly name = "GroundError";
}

/** A line on stderr, so that what a command prints on stdout stays alone there. */
export function say(subject: string, sentence: string): void {
  process.stderr.write(`${subject.padEnd(12)} ${sentence}\n`);
}

/** Does one thing and prints one line with what it was and how long it took. */
export async function step<Value>(
  subject: string,
  what: string,
  work: () => Promise<Value>,
): Promise<Value> {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const tick = setInterval(() => say(subject, `${what}, ${seconds()} so far`), STILL_RUNNING_MS);
  try {
    const value = await work();
    say(subject, `${what}, ${seconds()}`);
    return value;
  } finally {
    clearInterval(tick);
  }
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: AsyncIterable<Uint8Array>;
}

/** Runs a command to its end and gives its output; a failure shows the end of that output. */
export function command(name: string, argv: readonly string[], options: CommandOptions = {}) {
  return new Promise<string>((resolve, reject) => {
    const child = spawn(name, argv, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.on("error", (error) => reject(new GroundError(`${name}: ${error.message}`)));
    child.on("close", (code) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) return resolve(text);
      const tail = text.trimEnd().split("\n").slice(-20).join("\n");
      reject(new GroundError(`${name} ${argv.join(" ")} ended with ${code}:\n${tail}`));
    });
  });
}
