import { expect, test } from "vitest";
import { runTaskInDocker } from "../fixtures/task-run.ts";

const FILES = {
  "a.txt": "one\ntwo\n",
  "keep.txt": "kept\n",
  "docs/b.txt": "b\n",
  "run.sh": "echo hi\n",
  ".gitignore": "ignored/\n",
};

async function changesOf(command: string, files: Record<string, string | Buffer> = {}) {
  const run = await runTaskInDocker({ files: { ...FILES, ...files }, command });
  const changes = run.result.diff?.files.map(({ status, path }) => `${status} ${path}`) ?? [];
  return { ...run, changes };
}

test("a command that changes nothing leaves the tree as it was", async () => {
  const { result, review } = await changesOf("cat a.txt");
  expect(result).toMatchObject({ outcome: "unchanged", diff: null, failure: null });
  expect(review).toContain("one\ntwo");
});

test("every kind of change is found", async () => {
  const { result, changes } = await changesOf(
    [
      "echo three >> a.txt",
      "rm docs/b.txt",
      "chmod +x run.sh",
      "printf 'no newline' > new.txt",
      "head -c 5000 /dev/urandom > image.bin",
      "ln -s a.txt link",
      "git mv keep.txt moved.txt",
      "mkdir ignored && touch ignored/x",
      "printf 'caf\\xe9\\n' > latin1.txt",
    ].join(" && "),
  );
  expect(result.outcome).toBe("changed");
  expect(changes.toSorted()).toEqual([
    "added image.bin",
    "added latin1.txt",
    "added link",
    "added new.txt",
    "deleted docs/b.txt",
    "modified a.txt",
    "modified run.sh",
    "renamed moved.txt",
  ]);
});

test("files with odd names are found", async () => {
  const { changes } = await changesOf(
    `touch -- '-dash' 'sp ace' $'tab\\there' $'new\\nline' 'quote"s' 'ünï' '$(id)' 'a;b' '\`x\`'`,
  );
  expect(changes.toSorted()).toEqual(
    ["-dash", "sp ace", "tab\there", "new\nline", 'quote"s', "ünï", "$(id)", "a;b", "`x`"]
      .map((name) => `added ${name}`)
      .toSorted(),
  );
});

test.each([
  ["commits", "echo three >> a.txt && git commit -qam 'by the agent'"],
  [
    "switches to another branch",
    "git checkout -q -b other && echo three >> a.txt && git commit -qam x",
  ],
  ["removes .git", "echo three >> a.txt && rm -rf .git"],
  [
    "breaks .git",
    "echo three >> a.txt && rm -rf .git/objects && echo x > .git/HEAD && echo '[' > .git/config",
  ],
  ["stages only", "echo three >> a.txt && git add -A"],
  ["hides its change from git", "echo three >> a.txt && git update-index --assume-unchanged a.txt"],
  [
    "plants hooks and filters",
    "echo three >> a.txt && echo '* filter=evil' > .git/info/attributes && git config filter.evil.clean 'touch /canary; cat' && git config core.fsmonitor 'touch /canary'",
  ],
])("a command that %s is read all the same", async (_how, command) => {
  const { changes, patch } = await changesOf(command);
  expect(changes).toEqual(["modified a.txt"]);
  expect(patch).toContain("\n+three\n");
});

test("a command that removes the whole tree has deleted every file", async () => {
  const { changes } = await changesOf("cd / && rm -rf /workspace/app");
  expect(changes).toHaveLength(5);
  expect(changes.every((change) => change.startsWith("deleted "))).toBe(true);
});

test("repositories within the tree are told of, and left out", async () => {
  const { changes, result, review } = await changesOf(
    "mkdir empty full && git init -q empty && git init -q full && cd full && touch x && git add x && git -c user.name=a -c user.email=b commit -qm x && echo new > ../b.txt",
  );
  expect(changes).toEqual(["added b.txt"]);
  expect(result.notices.join()).toContain("full");
  expect(review).toContain("left out of the diff");
});

test("what setup left in the tree is not the command's doing, unless it changes it", async () => {
  const run = await runTaskInDocker({
    files: {
      ...FILES,
      ".codex/environment.yml":
        "version: 1\nsetup: |\n  echo made > made.txt\n  echo two > touched.txt\n  echo setup >> a.txt\n  echo setup >> keep.txt\n",
    },
    command: "echo three >> touched.txt; echo agent >> a.txt; echo own > own.txt",
  });
  expect(run.result.diff?.files.map(({ status, path }) => `${status} ${path}`).toSorted()).toEqual([
    "added own.txt",
    "added touched.txt",
    "modified a.txt",
  ]);
});

test.each([
  ["assume-unchanged", "git update-index --assume-unchanged a.txt"],
  ["skip-worktree", "git update-index --skip-worktree a.txt"],
  ["sparse-checkout", "git sparse-checkout set docs"],
])("what setup tells git to look away from is read all the same: %s", async (_how, setup) => {
  const run = await runTaskInDocker({
    files: { ...FILES, ".codex/environment.yml": `version: 1\nsetup: ${setup}\n` },
    command: "printf 'one\\ntwo\\nthree\\n' > a.txt",
  });
  expect(run.result.diff?.files.map(({ status, path }) => `${status} ${path}`)).toEqual([
    "modified a.txt",
  ]);
});

test("files that git would store otherwise than they are committed are nobody's change", async () => {
  const { result } = await runTaskInDocker({
    files: {
      ...FILES,
      "crlf.txt": "one\r\ntwo\r\n",
      // A checkout of more than a second, so that git trusts the times of the first files.
      "z.bin": Buffer.alloc(300_000_000),
    },
    change: { ".gitattributes": "*.txt text\n" },
    command: "echo three >> a.txt",
  });
  expect(result.diff?.files.map(({ path }) => path)).toEqual(["a.txt"]);
});

test("a diff over the limit is told of by its files", async () => {
  const { result, review } = await changesOf(
    "head -c 30000000 /dev/urandom > big.bin; echo x >> a.txt",
  );
  expect(result.outcome).toBe("changed");
  expect(result.diff?.patch).toBeNull();
  expect(result.diff?.patchBytes).toBeGreaterThan(20_000_000);
  expect(result.diff?.files.map(({ path }) => path).toSorted()).toEqual(["a.txt", "big.bin"]);
  expect(review).toContain("larger than 20 MB");
});
