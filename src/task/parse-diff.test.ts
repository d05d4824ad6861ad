import * as fc from "fast-check";
import { afterAll, describe, expect, it, test } from "vitest";
import type { FileDiff } from "./file-diff.ts";
import { parseDiff } from "./parse-diff.ts";
import { summarise } from "./summarise.ts";
import { file, TreeRepository, type Tree } from "./tree-repository.fixture.ts";

const repository = new TreeRepository();
afterAll(() => {
  repository.remove();
});

const MODE_OF_NOTHING = "000000";
const STATUS: Readonly<Record<string, FileDiff["status"]>> = {
  A: "added",
  D: "deleted",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "type-changed",
};

type Line = Pick<FileDiff, "status" | "oldMode" | "newMode" | "similarity"> & {
  readonly old: string | null;
  readonly path: string;
  readonly added: number | null;
  readonly removed: number | null;
};

/** What `git diff --raw -z` and `--numstat -z` say about the same change. */
function expectedLines(options: readonly string[]): Line[] {
  const raw = repository.git(["diff", "--raw", "-z", "--abbrev=40", ...options]).toString("latin1");
  const numstat = repository.git(["diff", "--numstat", "-z", ...options]).toString("latin1");
  const [rawParts, numbers] = [raw.split("\0"), numstat.split("\0")];
  const lines: Line[] = [];
  while (rawParts.length > 1) {
    const [oldMode = "", newMode = "", oldBlob, newBlob, status = ""] =
      rawParts.shift()?.slice(1).split(" ") ?? [];
    const isMove = status.startsWith("R") || status.startsWith("C");
    const old = isMove ? (rawParts.shift() ?? "") : null;
    const [added, removed] = numbers.shift()?.split("\t") ?? [];
    if (isMove) numbers.splice(0, 2);
    // The patch of a pure rename says neither its mode nor whether it is binary.
    const isPure = isMove && oldBlob === newBlob;
    const isUnsaid = isPure && oldMode === newMode;
    lines.push({
      status: STATUS[status[0] ?? ""] ?? "modified",
      oldMode: isUnsaid || oldMode === MODE_OF_NOTHING ? null : oldMode,
      newMode: isUnsaid || newMode === MODE_OF_NOTHING ? null : newMode,
      similarity: isMove ? Number(status.slice(1)) : null,
      old,
      path: rawParts.shift() ?? "",
      added: isPure ? 0 : count(added),
      removed: isPure ? 0 : count(removed),
    });
  }
  return lines;
}

function count(lines: string | undefined): number | null {
  return lines === "-" ? null : Number(lines);
}

function parsedLine(diff: FileDiff): Line {
  return {
    status: diff.status,
    oldMode: diff.oldMode,
    newMode: diff.newMode,
    similarity: diff.similarity,
    old: diff.oldPathBytes && Buffer.from(diff.oldPathBytes).toString("latin1"),
    path: Buffer.from(diff.pathBytes).toString("latin1"),
    added: diff.binary ? null : diff.linesAdded,
    removed: diff.binary ? null : diff.linesRemoved,
  };
}

function diffOf(before: Tree, after: Tree, options: readonly string[] = ["-M"]): FileDiff[] {
  const patch = repository.diff(before, after, ["--binary", "--full-index", ...options]);
  const parsed = parseDiff(patch);
  if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.failure)}\n${patch.toString("latin1")}`);
  expect(withTypeChanges(parsed.value.map(parsedLine))).toEqual(
    expectedLines([...options, "a", "b"]),
  );
  return parsed.value;
}

/** What a patch has as a deletion and a creation, such as a file that became a link, is one line. */
function withTypeChanges(lines: readonly Line[]): Line[] {
  const merged: Line[] = [];
  for (const line of lines) {
    const before = merged.at(-1);
    if (before?.status !== "deleted" || line.status !== "added" || before.path !== line.path) {
      merged.push(line);
      continue;
    }
    const { oldMode, removed } = before;
    const isText = removed !== null && line.added !== null;
    const counts = isText ? { added: line.added, removed } : { added: null, removed: null };
    merged.splice(-1, 1, { ...line, status: "type-changed", oldMode, ...counts });
  }
  return merged;
}

const text = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join("");

describe("agrees with git about", () => {
  test.each<[string, Tree, Tree]>([
    ["nothing", { a: file("a\n") }, { a: file("a\n") }],
    ["a changed line", { a: file(text) }, { a: file(text.replace("line 7", "x")) }],
    ["several hunks", { a: file(text) }, { a: file(`x\n${text.replace("line 20\n", "")}y\n`) }],
    ["a new file", {}, { a: file("a\nb\n") }],
    ["a deleted file", { a: file("a\nb\n"), z: file("z") }, { z: file("z") }],
    ["an empty new file", {}, { a: file("") }],
    ["an empty deleted file", { a: file(""), z: file("z") }, { z: file("z") }],
    ["a file that becomes empty", { a: file("a\n") }, { a: file("") }],
    ["no newline at the end", { a: file("a\nb") }, { a: file("a\nc") }],
    ["a newline at the end", { a: file("a\nb") }, { a: file("a\nb\n") }],
    ["a newline no longer at the end", { a: file("a\nb\n") }, { a: file("a\nb") }],
    ["carriage returns", { a: file("a\r\nb\r\n") }, { a: file("a\nb\r\n\r") }],
    ["a mode", { a: file("a\n") }, { a: file("a\n", "100755") }],
    ["a mode and a line", { a: file("a\n") }, { a: file("b\n", "100755") }],
    ["a binary file", { a: file("a\0b") }, { a: file("a\0c".repeat(400)) }],
    ["a new binary file", {}, { a: file("\0\x01\xff\n\n") }],
    ["a rename", { a: file(text) }, { "b/c": file(text) }],
    ["a rename with a change", { a: file(text) }, { b: file(text.replace("line 7", "x")) }],
    ["a rename with a mode", { a: file(text) }, { b: file(text, "100755") }],
    ["a renamed binary file", { a: file(`\0${text}`) }, { b: file(`\0${text}x`) }],
    ["a symbolic link", {}, { a: file("../target", "120000") }],
    ["a file that becomes a link", { a: file("a\n") }, { a: file("b", "120000") }],
    ["a link that becomes a file", { a: file("b", "120000") }, { a: file("a\n"), b: file("b\n") }],
    ["a submodule", {}, { a: file("1".repeat(40), "160000") }],
    [
      "a moved submodule",
      { a: file("1".repeat(40), "160000") },
      { a: file("2".repeat(40), "160000") },
    ],
    ["a file that becomes a submodule", { a: file("a\n") }, { a: file("1".repeat(40), "160000") }],
    [
      "lines that look like a patch",
      { a: file("-- a\n@@ x\n") },
      { a: file("++ b\n\\ x\n-- c\n") },
    ],
  ])("%s", (_, before, after) => {
    expect(diffOf(before, after)).toBeDefined();
  });
});

const ODD_NAMES = [
  "with space",
  "with  two spaces ",
  " b/a b",
  "a b/a",
  'quote"d',
  "back\\slash",
  "tab\there",
  "new\nline",
  "carriage\rreturn",
  "-leading-dash",
  "--help",
  "caf\xc3\xa9",
  "latin\xe9",
  "\x01\x7f\x1b[31m",
  "{=>}",
  "dev/null",
  "a => b",
];

describe("agrees with git about the name", () => {
  test.each(ODD_NAMES)("%j", (name) => {
    const before = { a: file(text), [name]: file("a\n"), m: file("a\n"), [`d/${name}`]: file("") };
    const after = { [`b/${name}`]: file(text), [name]: file("b\0"), m: file("a\n", "100755") };
    diffOf(before, after);
    diffOf(after, before);
    expect(diffOf({ [name]: file("a\n") }, { [name]: file("a\nb\n") })).toHaveLength(1);
    expect(diffOf({ [name]: file("a\n") }, { [name]: file("a\n", "100755") })).toHaveLength(1);
  });

  it("keeps the bytes of a name that is not UTF-8, and writes them out", () => {
    const [diff] = diffOf({}, { "caf\xe9/\xc3\xa9": file("a\n") });
    expect(diff?.path).toBe("caf\\xe9/é");
    expect(Buffer.from(diff?.pathBytes ?? []).toString("latin1")).toBe("caf\xe9/\xc3\xa9");
  });

  it("reads names that git was told not to quote", () => {
    const before = { "caf\xc3\xa9 x": file(text) };
    repository.git(["config", "core.quotePath", "false"]);
    const [diff] = diffOf(before, { "caf\xc3\xa8\xe9 y": file(text) });
    repository.git(["config", "--unset", "core.quotePath"]);
    expect([diff?.oldPath, diff?.path]).toEqual(["café x", "cafè\\xe9 y"]);
  });
});

it("tells a copy from a rename", () => {
  const options = ["-C", "--find-copies-harder"];
  const [diff] = diffOf({ a: file(text) }, { a: file(text), b: file(`${text}x\n`) }, options);
  expect(diff).toMatchObject({ status: "copied", oldPath: "a", path: "b" });
});

it("knows a binary file whose data git leaves out", () => {
  const parsed = parseDiff(repository.diff({}, { "x y": file("\0") }, []));
  expect(parsed).toMatchObject({ ok: true, value: [{ path: "x y", binary: true, hunks: [] }] });
});

it("gives lines with their kind, their bytes and their numbers", () => {
  const [diff] = diffOf({ a: file("1\n2\n3\n4\n5\n6") }, { a: file("1\n2\n3\n4\nf\xe9\r\n6\n") });
  const [hunk] = diff?.hunks ?? [];
  expect(hunk).toMatchObject({ oldStart: 2, oldLines: 5, newStart: 2, newLines: 5 });
  const lines = hunk?.lines.map(({ kind, bytes, endsInNewline }) => {
    return `${kind} ${JSON.stringify(Buffer.from(bytes).toString("latin1"))} ${endsInNewline}`;
  });
  expect(lines).toEqual([
    'context "2" true',
    'context "3" true',
    'context "4" true',
    'removed "5" true',
    'removed "6" false',
    'added "fé\\r" true',
    'added "6" true',
  ]);
});

it("sums up files and lines", () => {
  const files = diffOf({ a: file("a\n"), b: file("\0") }, { a: file("b\nc\n"), b: file("\0\0") });
  expect(summarise(files)).toEqual({ files_changed: 2, lines_added: 2, lines_removed: 1 });
});

const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
const name = fc
  .oneof(
    fc.constantFrom(...ODD_NAMES, "a", "b"),
    fc.string({ unit: byte, minLength: 1, maxLength: 6 }),
  )
  .filter((path) => path.split("/").every((part) => !/^(\.{0,2}|\.git|.*~\d)$/i.test(part)));
const line = fc.constantFrom(
  "a\n",
  "b\n",
  "\n",
  "c\r\n",
  "@@ -1 +1 @@\n",
  "\\ x\n",
  "-- a\n",
  "\xe9\n",
);
const content = fc
  .tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom("", "", "end", "\0"))
  .map(([lines, end]) => lines.join("") + end);
const entry = fc.oneof(
  { weight: 8, arbitrary: content.map((bytes) => file(bytes)) },
  { weight: 1, arbitrary: content.map((bytes) => file(bytes, "100755")) },
  { weight: 1, arbitrary: fc.constantFrom(file("t", "120000"), file("1".repeat(40), "160000")) },
);
const tree = fc.dictionary(name, entry, { maxKeys: 5 });

it("agrees with git about any two trees, and its hunks lead from one to the other", () => {
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      for (const diff of diffOf(before, after)) {
        const old = before[Buffer.from(diff.oldPathBytes ?? diff.pathBytes).toString("latin1")];
        const now = after[Buffer.from(diff.pathBytes).toString("latin1")];
        if (diff.binary) continue;
        if (old?.mode === "160000" || now?.mode === "160000") continue;
        expect(applied(diff, diff.status === "added" ? "" : (old?.content ?? ""))).toBe(
          diff.status === "deleted" ? "" : now?.content,
        );
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

/** The old content with the hunks put in at their line numbers. */
function applied(diff: FileDiff, old: string): string {
  const lines = old.split(/(?<=\n)/);
  let [result, at] = ["", 0];
  for (const hunk of diff.hunks) {
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    result += lines.slice(at, start).join("");
    at = start;
    for (const { kind, bytes, endsInNewline } of hunk.lines) {
      const found = Buffer.from(bytes).toString("latin1") + (endsInNewline ? "\n" : "");
      expect(kind === "added" ? found : lines[at]).toBe(found);
      if (kind !== "added") at += 1;
      if (kind !== "removed") result += found;
    }
  }
  return result + lines.slice(at).join("");
}
