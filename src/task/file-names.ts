import { takePath, type BytePath } from "./git-path.ts";
import type { FileHeader } from "./parse-file-header.ts";

/** Both names of a file; the same where it was not renamed, also for a new or deleted one. */
export interface FileNames {
  readonly old: BytePath;
  readonly new: BytePath;
}

const NOTHING = "/dev/null";

/** The names that a header gives, or null where it gives none, or not the same ones everywhere. */
export function fileNames(header: FileHeader): FileNames | null {
  const names = namesOfMove(header) ?? namesOfTitle(header.title);
  if (names === null || !agrees(names, header)) return null;
  return names;
}

function namesOfMove({ title, from, to }: FileHeader): FileNames | null {
  if (from === null || to === null) return null;
  const titled = namesOfTitle(title);
  const isTitled =
    titled === null ? title === `a/${from} b/${to}` : titled.old === from && titled.new === to;
  return isTitled ? { old: from, new: to } : null;
}

/**
 * `a/NAME b/NAME`. Names without quotes may hold spaces, so they are only told apart where both
 * are the same; where they are not, git says them again as `rename from` and `rename to`.
 */
function namesOfTitle(title: string): FileNames | null {
  const parts = title.includes('"') ? splitQuoted(title) : splitInHalf(title);
  const [old, now] = [withoutPrefix(parts?.[0], "a/"), withoutPrefix(parts?.[1], "b/")];
  return old === null || now === null ? null : { old, new: now };
}

function splitQuoted(title: string): [BytePath, BytePath] | null {
  const space = title.startsWith('"') ? -1 : title.indexOf(' "');
  const first = takePath(space === -1 ? title : title.slice(0, space));
  const rest = space === -1 ? first?.rest : title.slice(space);
  if (first === null || rest === undefined || !rest.startsWith(" ")) return null;
  const second = takePath(rest.slice(1));
  return second === null || second.rest !== "" ? null : [first.path, second.path];
}

function splitInHalf(title: string): [BytePath, BytePath] | null {
  const half = (title.length - 1) / 2;
  const [old, now] = [title.slice(0, half), title.slice(half + 1)];
  const isSame = title[half] === " " && old.slice(2) === now.slice(2);
  return isSame ? [old, now] : null;
}

function withoutPrefix(path: BytePath | undefined, prefix: string): BytePath | null {
  return path?.startsWith(prefix) === true && path.length > prefix.length
    ? path.slice(prefix.length)
    : null;
}

/** Whether what stands behind `---` and `+++`, if anything does, names the same files. */
function agrees(names: FileNames, header: FileHeader): boolean {
  if (header.kind === null && names.old !== names.new) return false;
  const { oldName, newName, createdMode, deletedMode } = header;
  if (oldName === null && newName === null) return true;
  const expectedOld = createdMode === null ? `a/${names.old}` : NOTHING;
  const expectedNew = deletedMode === null ? `b/${names.new}` : NOTHING;
  return oldName === expectedOld && newName === expectedNew;
}
