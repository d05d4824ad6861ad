import { failure, success, type Result } from "../errors.ts";
import type { PatchProblem } from "./file-diff.ts";
import { takePath, type BytePath } from "./git-path.ts";
import { startsWith, type PatchLines } from "./patch-lines.ts";

const FILE_START = "diff --git ";

/** What the lines before the hunks say, each null where no line says it. */
export interface FileHeader {
  /** Behind `diff --git `, one character for each byte. */
  readonly title: string;
  oldMode: string | null;
  newMode: string | null;
  deletedMode: string | null;
  createdMode: string | null;
  similarity: number | null;
  kind: "renamed" | "copied" | null;
  from: BytePath | null;
  to: BytePath | null;
  /** Behind `---` and `+++`, still with `a/` and `b/`. */
  oldName: BytePath | null;
  newName: BytePath | null;
}

/** Sets what a line says, from what follows the line's first words; false for nonsense. */
type Rule = (header: FileHeader, rest: string) => boolean;

const MODE = /^[0-7]{6}$/;
const INDEX = /^[0-9a-f]{4,64}\.\.[0-9a-f]{4,64}(?: ([0-7]{6}))?$/;
const PERCENT = /^(\d{1,3})%$/;

const RULES: readonly (readonly [string, Rule])[] = [
  ["old mode ", mode("oldMode")],
  ["new mode ", mode("newMode")],
  ["deleted file mode ", mode("deletedMode")],
  ["new file mode ", mode("createdMode")],
  ["similarity index ", setSimilarity],
  ["dissimilarity index ", (_, rest) => PERCENT.test(rest)],
  ["rename from ", path("from", "renamed")],
  ["rename to ", path("to", "renamed")],
  ["copy from ", path("from", "copied")],
  ["copy to ", path("to", "copied")],
  ["index ", setIndex],
  ["--- ", path("oldName", null)],
  ["+++ ", path("newName", null)],
];

function mode(name: "oldMode" | "newMode" | "deletedMode" | "createdMode"): Rule {
  return (header, rest) => {
    header[name] = rest;
    return MODE.test(rest);
  };
}

function path(
  name: "from" | "to" | "oldName" | "newName",
  kind: "renamed" | "copied" | null,
): Rule {
  return (header, rest) => {
    // Git ends a name that holds a space with a tab.
    const taken = takePath(kind === null ? rest.replace(/\t$/, "") : rest);
    header[name] = taken?.path ?? null;
    header.kind = kind ?? header.kind;
    return taken !== null && taken.rest === "";
  };
}

function setSimilarity(header: FileHeader, rest: string): boolean {
  const percent = PERCENT.exec(rest)?.[1];
  header.similarity = percent === undefined ? null : Number(percent);
  return percent !== undefined;
}

function setIndex(header: FileHeader, rest: string): boolean {
  const index = INDEX.exec(rest);
  header.oldMode ??= index?.[1] ?? null;
  header.newMode ??= index?.[1] ?? null;
  return index !== null;
}

/** Reads `diff --git` and the lines that follow, up to the first hunk or binary data. */
export function parseFileHeader(patch: PatchLines): Result<FileHeader, PatchProblem> {
  const first = patch.peek();
  if (!startsWith(first, FILE_START)) {
    return failure({ line: patch.number, message: "`diff --git` is expected" });
  }
  const header = emptyHeader(first?.toString("latin1", FILE_START.length) ?? "");
  patch.next();
  for (let line = patch.peek(); line !== null; line = patch.peek()) {
    const rule = RULES.find(([words]) => startsWith(line, words));
    if (rule === undefined) break;
    const [words, set] = rule;
    if (!set(header, line.toString("latin1", words.length))) {
      return failure({ line: patch.number, message: `\`${words.trim()}\` says nothing sensible` });
    }
    patch.next();
  }
  return success(header);
}

function emptyHeader(title: string): FileHeader {
  return {
    title,
    oldMode: null,
    newMode: null,
    deletedMode: null,
    createdMode: null,
    similarity: null,
    kind: null,
    from: null,
    to: null,
    oldName: null,
    newName: null,
  };
}
