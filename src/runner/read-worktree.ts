import { failure, success, type Result } from "../errors.ts";
import type { Run } from "./run.ts";
import { WORKTREE_SCRIPT } from "./worktree-script.ts";

const TIMEOUT_MS = 15 * 60_000;
const STDERR_BYTES = 64 * 1024;
/** What git prints of a file that something removed while it looked. */
const IN_FLUX = /unable to (?:stat|index)/;

export interface WorktreeReading {
  /** Up to the bytes asked for; hostile. */
  readonly output: Buffer;
  /** Of the whole output, also of what was not kept. */
  readonly bytes: number;
  /** Repositories that the tree has in it. Hostile text, quoted as git does. */
  readonly nested: readonly string[];
}

/**
 * Reads the work tree in the sandbox, see `WORKTREE_SCRIPT`. Tries with the objects that the tree's
 * own `.git` has. Where that fails, what the agent left running may be in the way, all processes or
 * memory taken, or something broke `.git`: then in a sandbox started afresh, with the objects sent
 * once more. The failure is the end of what git printed.
 */
export async function readWorktree(
  run: Run,
  wanted: "tree" | "patch" | "files",
  maxBytes: number,
): Promise<Result<WorktreeReading, readonly string[]>> {
  let own = await readOnce(run, wanted, maxBytes, "worktree");
  if (!own.ok && own.failure.some((line) => IN_FLUX.test(line))) {
    own = await readOnce(run, wanted, maxBytes, "worktree");
  }
  if (own.ok || wanted === "tree") return own;
  const restarted = await run.sandbox.restartToRead();
  return restarted.ok ? readOnce(run, wanted, maxBytes, "input") : own;
}

async function readOnce(
  run: Run,
  wanted: "tree" | "patch" | "files",
  maxBytes: number,
  objects: "worktree" | "input",
): Promise<Result<WorktreeReading, readonly string[]>> {
  const commit = run.commits.task;
  const before = objects === "input" ? await putBefore(run) : "-";
  const stdout = new Head(maxBytes);
  const stderr = new Head(STDERR_BYTES);
  const args = [run.worktree, commit, wanted, before, objects];
  const ended = await run.sandbox.exec({
    argv: ["bash", "-c", WORKTREE_SCRIPT, "berth-worktree", ...args],
    stdin: input(run, objects),
    timeoutMs: TIMEOUT_MS,
    onOutput: (stream, chunk) => (stream === "stdout" ? stdout : stderr).add(chunk),
  });
  const lines = stderr.content().toString().split("\n");
  if (ended.kind !== "exited" || ended.exitCode !== 0) {
    return failure(lines.filter((line) => line !== "").slice(-20));
  }
  const nested = lines.flatMap((line) => line.match(/^nested repository: (.+)$/)?.[1] ?? []);
  return success({ output: stdout.content(), bytes: stdout.seen, nested });
}

async function* input(
  run: Run,
  objects: "worktree" | "input",
): AsyncGenerator<Uint8Array, void, undefined> {
  if (objects === "worktree") yield Buffer.from(run.treeBeforeAgent);
  else yield* (await run.context.mirror.pack(run.commits.task, null)).bytes;
}

/** Puts the tree before into a file of the sandbox; its name. The input is needed for the pack. */
async function putBefore(run: Run): Promise<string> {
  const path = "/tmp/berth-tree-before";
  await run.sandbox.exec({
    argv: ["bash", "-c", 'cat > "$1"', "berth-tree-before", path],
    stdin: input(run, "worktree"),
    timeoutMs: TIMEOUT_MS,
  });
  return path;
}

/** The first bytes of a stream of any length. */
class Head {
  readonly #max: number;
  readonly #parts: Uint8Array[] = [];
  seen = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  add(chunk: Uint8Array): void {
    if (this.seen < this.#max) this.#parts.push(chunk.slice(0, this.#max - this.seen));
    this.seen += chunk.length;
  }

  content(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
