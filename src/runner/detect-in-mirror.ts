import { detectDependencies, lockFiles, type Detection } from "../environment/detect.ts";
import type { EnvironmentDefinition } from "../environment/schema.ts";
import type { CommitId } from "../git/commit-id.ts";
import type { Mirror } from "../git/mirror.ts";

/** A manifest over this size is not read. */
const MAX_MANIFEST_BYTES = 1024 * 1024;
/** Each round reads what the round before has asked for; no detection asks so often. */
const MAX_ROUNDS = 8;

/**
 * How the dependencies of a commit are installed, by its files in the mirror. Detection is pure
 * and asks for files as it goes; what it asked for in vain is read for the next round.
 */
export async function detectIn(
  mirror: Mirror,
  commit: CommitId,
  { workdir, dependencies }: EnvironmentDefinition,
): Promise<Detection> {
  if (dependencies === "off") return { steps: [], notices: [] };
  const folder = workdir === "." ? "" : workdir;
  const prefix = folder === "" ? "" : `${folder}/`;
  const listed = await mirror.listFiles(commit, { folder, recursive: true });
  const files = listed.map((path) => path.slice(prefix.length));
  const texts = new Map<string, string | null>();
  for (let round = 1; ; round += 1) {
    const asked = new Set<string>();
    const read = (path: string) => {
      if (!texts.has(path)) asked.add(path);
      return texts.get(path) ?? null;
    };
    const detection = detectDependencies({ files, read });
    if (asked.size === 0 || round === MAX_ROUNDS) return detection;
    for (const path of asked) texts.set(path, await textOf(mirror, commit, prefix + path));
  }
}

/**
 * How the dependencies of a later commit are installed, where it changed what an install depends
 * on; null where the install of the commit before is still good.
 */
export async function detectChange(
  mirror: Mirror,
  commits: { readonly from: CommitId; readonly to: CommitId },
  before: Detection,
  definition: EnvironmentDefinition,
): Promise<Detection | null> {
  if (commits.from === commits.to) return null;
  const now = await detectIn(mirror, commits.to, definition);
  if (now.steps.length === 0) return null;
  const commands = ({ steps }: Detection) => steps.map((step) => step.command).join("\n");
  if (commands(before) !== commands(now)) return now;
  const prefix = definition.workdir === "." ? "" : `${definition.workdir}/`;
  const paths = [...lockFiles(before), ...lockFiles(now)].map((path) => prefix + path);
  const then = await mirror.blobIds(commits.from, paths);
  const later = await mirror.blobIds(commits.to, paths);
  return paths.some((path) => then.get(path) !== later.get(path)) ? now : null;
}

async function textOf(mirror: Mirror, commit: CommitId, path: string): Promise<string | null> {
  const file = await mirror.readFile(commit, path, MAX_MANIFEST_BYTES);
  return file.kind === "file" ? file.content.toString("utf8") : null;
}
