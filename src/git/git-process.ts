import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { TransientError } from "../errors.ts";

/**
 * What git on the host may know of the host: where programs and authorities are, and the way out.
 * No configuration but what is passed here: a user's aliases, hooks and helpers have no say.
 */
const PASSED_ON = [
  "PATH",
  "TMPDIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
];

/** Settings for every call: nothing of a repository may make git run something or ask somebody. */
const SETTINGS: Readonly<Record<string, string>> = {
  "core.hooksPath": "/dev/null",
  "core.fsmonitor": "false",
  "core.attributesFile": "/dev/null",
  "credential.helper": "",
  "protocol.allow": "never",
  "protocol.https.allow": "always",
  "protocol.http.allow": "always",
  "http.followRedirects": "false",
  "fetch.recurseSubmodules": "false",
  "transfer.bundleURI": "false",
  "safe.bareRepository": "explicit",
  "gc.auto": "0",
  "maintenance.auto": "false",
};

export interface GitCall {
  readonly gitDir: string;
  readonly argv: readonly string[];
  /** Added to `SETTINGS`; through the environment, so that a token stays out of argument lists. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  readonly signal?: AbortSignal;
  /** Bounds git's memory and time: for what reads objects or patches that somebody made up. */
  readonly limited?: boolean;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  /** As git printed it, cut at 64 KB; may repeat what a server said. */
  readonly stderr: string;
}

const STDERR_BYTES = 65_536;
/** Nothing that is gathered whole may be larger; then git is ended. */
const STDOUT_BYTES = 256 * 1024 * 1024;

/**
 * A few bytes of a binary patch can tell git to make gigabytes, and a few trees that name each other
 * hold more files than there is memory. Arguments: KiB of address space, seconds of processor time,
 * blocks of 512 bytes in a file that it writes, then git's own; a system that knows no such limit
 * goes without. What runs into one leaves no core file.
 */
const LIMITED =
  'ulimit -c 0; ulimit -v "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; ulimit -f "$3" 2>/dev/null; shift 3; exec git "$@"';
const LIMITS = [String(2 * 1024 * 1024), "120", String(272 * 2048)];
/** Packs are mapped in small windows then, since what is mapped counts as address space. */
const LIMITED_SETTINGS = { "core.packedGitWindowSize": "32m", "core.packedGitLimit": "512m" };

function environment(call: GitCall): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const limited = call.limited === true ? LIMITED_SETTINGS : {};
  const settings = Object.entries({ ...SETTINGS, ...limited, ...call.settings });
  return {
    ...Object.fromEntries(passedOn),
    LC_ALL: "C",
    GIT_DIR: call.gitDir,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    GIT_LFS_SKIP_SMUDGE: "1",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, name],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    ...call.env,
  };
}

function start(call: GitCall) {
  const limited = call.limited === true;
  const argv = limited ? ["-c", LIMITED, "git", ...LIMITS, ...call.argv] : [...call.argv];
  const child = spawn(limited ? "sh" : "git", argv, {
    env: environment(call),
    stdio: ["pipe", "pipe", "pipe"],
    ...(call.signal === undefined ? {} : { signal: call.signal, killSignal: "SIGKILL" }),
  });
  const exit = new Promise<number>((resolve, reject) => {
    child.on("error", (error) =>
      reject(new TransientError(`git could not be run: ${error.message}`, { cause: error })),
    );
    child.on("close", (code) => resolve(code ?? 128));
  });
  // Who streams may leave before the end, and then nobody waits for this.
  exit.catch(() => {});
  // git may end without reading all its input; its exit code tells.
  child.stdin.on("error", () => {});
  child.stdin.end(call.input ?? Buffer.alloc(0));
  return { child, exit };
}

/** The first bytes of a stream, which is read to its end; tells when there are more. */
async function head(
  stream: Readable,
  bytes: number,
  onMore: () => void = () => {},
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const chunk = Buffer.from(part);
    if (size < bytes) parts.push(chunk.subarray(0, bytes - size));
    size += chunk.length;
    if (size > bytes) onMore();
  }
  return Buffer.concat(parts);
}

/** Runs git on the host to its end. Throws only where it could not be run at all. */
export async function runGit(call: GitCall): Promise<GitResult> {
  const { child, exit } = start(call);
  const output = Promise.all([
    head(child.stdout, STDOUT_BYTES, () => child.kill("SIGKILL")),
    head(child.stderr, STDERR_BYTES),
  ]);
  const [exitCode, [stdout, stderr]] = await Promise.all([exit, output]);
  return { exitCode, stdout, stderr: stderr.toString() };
}

/** Runs git for its output as it comes, held back by a slow reader. Throws if git fails. */
export async function* streamGit(call: GitCall): AsyncGenerator<Uint8Array, void, undefined> {
  const { child, exit } = start(call);
  const stderr = head(child.stderr, STDERR_BYTES);
  try {
    for await (const chunk of child.stdout) yield Buffer.from(chunk);
    const exitCode = await exit;
    if (exitCode !== 0) throw gitFault(call, exitCode, (await stderr).toString());
  } finally {
    child.kill("SIGKILL");
  }
}

/** For a call that cannot fail through anybody's doing but ours or the ground's. */
export async function requireGit(call: GitCall): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await runGit(call);
  if (exitCode !== 0) throw gitFault(call, exitCode, stderr);
  return stdout;
}

function gitFault(call: GitCall, exitCode: number, stderr: string): TransientError {
  const [verb] = call.argv;
  return new TransientError(`git ${verb} failed with exit code ${exitCode}: ${stderr.trim()}`);
}
