import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";

/** Nothing of the machine's or the user's own git configuration takes part. */
export const GIT_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env["PATH"],
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
};

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

export class GitError extends Error {
  override readonly name = "GitError";
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args.join(" ")} ended with ${exitCode}: ${stderr.trim()}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Runs git in a bare repository. Values travel as arguments or on stdin; there is no shell. */
export async function git(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const child = spawn("git", args, {
    cwd: folder,
    env: { ...GIT_ENVIRONMENT, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // git may end without reading all of its input; its exit code tells what happened.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    ended,
  ]);
  if (exitCode !== 0) throw new GitError(args, exitCode, stderr);
  return stdout;
}

/** The same, for output that is one word or a few lines. */
export async function gitText(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await git(folder, args, options)).toString("utf8").trimEnd();
}

/** The output, or undefined where git answers "no" (exit code 1 or 128). */
export async function gitMaybe(
  folder: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await gitText(folder, args);
  } catch (thrown) {
    if (thrown instanceof GitError) return undefined;
    throw thrown;
  }
}
