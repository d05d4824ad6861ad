import { setTimeout as delay } from "node:timers/promises";

/** A file system of a fake container: absolute path → content. */
export type FakeFiles = Map<string, Buffer>;

/** What a fake program sees of the container that it runs in. */
export interface FakeProcess {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly files: FakeFiles;
  readonly networks: readonly string[];
  readonly signal: AbortSignal;
  readonly out: (chunk: string | Uint8Array) => Promise<void>;
  readonly err: (chunk: string | Uint8Array) => Promise<void>;
}

type FakeProgram = (process: FakeProcess) => Promise<number>;

const CHUNK = Buffer.alloc(32_768);

/** The few programs that the engine's contract needs, enough to tell a real container by. */
const PROGRAMS: Readonly<Record<string, FakeProgram>> = {
  true: () => Promise.resolve(0),
  false: () => Promise.resolve(1),
  echo: async ({ args, out }) => {
    await out(`${args.join(" ")}\n`);
    return 0;
  },
  pwd: async ({ cwd, out }) => {
    await out(`${cwd}\n`);
    return 0;
  },
  sleep: async ({ args, signal }) => {
    await delay(Number(args[0]) * 1000, undefined, { signal });
    return 0;
  },
  cat: async (process) => {
    const [path] = process.args;
    if (path === undefined) {
      for await (const chunk of process.stdin) await process.out(chunk);
      return 0;
    }
    const content = path === "/proc/net/dev" ? interfaces(process) : process.files.get(path);
    if (content === undefined) {
      await process.err(`cat: ${path}: No such file or directory\n`);
      return 1;
    }
    await process.out(content);
    return 0;
  },
  /** `head -c BYTES /dev/zero`: a flood of output. */
  head: async ({ args, out }) => {
    for (let left = Number(args[1]); left > 0; left -= CHUNK.length) {
      await out(CHUNK.subarray(0, left));
    }
    return 0;
  },
};

function interfaces({ networks }: FakeProcess): Buffer {
  return Buffer.from(["lo", ...networks.map((_, index) => `eth${index}`)].join(":\n") + ":\n");
}

/** Runs a program by its arguments, or `sh -c` over a list of them joined by `;`. */
export async function runFakeProgram(
  argv: readonly string[],
  process: Omit<FakeProcess, "args">,
): Promise<number> {
  const [name = "", ...args] = argv;
  if ((name === "sh" || name === "bash") && args[0] === "-c") {
    return runScript(args[1] ?? "", process);
  }
  const program = PROGRAMS[name];
  if (program === undefined) {
    await process.err(`${name}: command not found\n`);
    return 127;
  }
  return program({ ...process, args });
}

export function hasFakeProgram(name: string): boolean {
  return name === "sh" || name === "bash" || name in PROGRAMS;
}

async function runScript(script: string, process: Omit<FakeProcess, "args">): Promise<number> {
  let exitCode = 0;
  for (const statement of script.split(";")) {
    const { words, target } = parseStatement(statement, process.env);
    if (words[0] === "exit") return Number(words[1] ?? exitCode);
    exitCode = await runStatement(words, target, process);
  }
  return exitCode;
}

async function runStatement(
  words: readonly string[],
  target: string | null,
  process: Omit<FakeProcess, "args">,
): Promise<number> {
  if (target === null) return runFakeProgram(words, process);
  if (target === "&2") return runFakeProgram(words, { ...process, out: process.err });
  const parts: Buffer[] = [];
  const out = (chunk: string | Uint8Array) => {
    parts.push(Buffer.from(chunk));
    return Promise.resolve();
  };
  const exitCode = await runFakeProgram(words, { ...process, out });
  process.files.set(target, Buffer.concat(parts));
  return exitCode;
}

/** Words with variables filled in, and where `>` sends the output. No quoting beyond `"$NAME"`. */
function parseStatement(
  statement: string,
  env: Readonly<Record<string, string>>,
): { words: string[]; target: string | null } {
  const [command = "", target] = statement.split(/\s*>\s*/);
  const words = command
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/"?\$(\w+)"?/g, (_, name: string) => env[name] ?? ""));
  return { words, target: target?.trim() ?? null };
}
