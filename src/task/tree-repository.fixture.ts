import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Content is a string of bytes (`\xe9` is one byte); of a submodule, the commit. */
export interface Entry {
  readonly mode: "100644" | "100755" | "120000" | "160000";
  readonly content: string;
}

/** By path; paths are strings of bytes too. */
export type Tree = Readonly<Record<string, Entry>>;

export function file(content: string, mode: Entry["mode"] = "100644"): Entry {
  return { mode, content };
}

/** A real repository for tests, in which any two trees are compared by git itself. */
export class TreeRepository {
  readonly #folder = mkdtempSync(join(tmpdir(), "berth-trees-"));

  constructor() {
    this.git(["init", "--quiet", "--bare"]);
  }

  git(args: readonly string[], input = ""): Buffer {
    return execFileSync("git", args, {
      cwd: this.#folder,
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      input: Buffer.from(input, "latin1"),
      stdio: ["pipe", "pipe", "pipe"],
    });
  }

  /** The patch from one tree to the other, which stay as branches `a` and `b`. */
  diff(before: Tree, after: Tree, options: readonly string[]): Buffer {
    const commits = commitOf("a", before) + commitOf("b", after);
    this.git(["fast-import", "--quiet", "--force"], commits);
    return this.git(["diff", ...options, "a", "b"]);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function commitOf(branch: string, tree: Tree): string {
  const entries = Object.entries(tree).map(([path, { mode, content }]) =>
    mode === "160000"
      ? `M 160000 ${content} ${quoted(path)}\n`
      : `M ${mode} inline ${quoted(path)}\ndata ${content.length}\n${content}\n`,
  );
  const commit = `commit refs/heads/${branch}\ncommitter A <a@a.example> 0 +0000\ndata 0\n`;
  return `${commit}deleteall\n${entries.join("")}\n`;
}

function quoted(path: string): string {
  const octal = path.replace(/[^\w/.-]/g, (byte) => {
    return `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${octal}"`;
}
