import { appendFile, chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git, gitMaybe, gitText } from "./run.ts";

/** `receive.hideRefs`: GitHub refuses pushes to the refs that it keeps itself. */
const SETTINGS = `
[core]
	quotePath = false
[gc]
	auto = 0
[http]
	getanyfile = false
	receivepack = true
[receive]
	autogc = false
	fsckObjects = true
	hideRefs = refs/pull
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
`;

/**
 * Runs in a push, before any ref moves, as GitHub's own check does: a token without the
 * `workflows` permission may bring no commit that touches a workflow.
 */
const PRE_RECEIVE = `#!/bin/sh
[ "$LOCAL_GITHUB_WORKFLOWS" = denied ] || exit 0
while read -r old new ref; do
  case $new in *[!0]*) ;; *) continue ;; esac
  path=$(git log --format= --name-only "$new" --not --all -- .github/workflows | head -n 1)
  [ -z "$path" ] && continue
  echo "refusing to allow a GitHub App to create or update workflow \\\`$path\\\` without \\\`workflows\\\` permission" >&2
  exit 1
done
`;

export async function createBareRepository(folder: string, defaultBranch: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, [
    "init",
    "--quiet",
    "--bare",
    "--template=",
    `--initial-branch=${defaultBranch}`,
  ]);
  await appendFile(join(folder, "config"), SETTINGS);
  const hooks = join(folder, "hooks");
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, "pre-receive"), PRE_RECEIVE);
  await chmod(join(hooks, "pre-receive"), 0o755);
}

/** The commit that a branch, a tag, a full ref or an abbreviated id stands for. */
export function resolveCommit(folder: string, name: string): Promise<string | undefined> {
  return gitMaybe(folder, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${name}^{commit}`,
  ]);
}

export function refTarget(folder: string, ref: string): Promise<string | undefined> {
  return gitMaybe(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", ref]);
}

export async function isRefName(folder: string, name: string): Promise<boolean> {
  const allowed = /^refs\/[^/]+\/./.test(name) && !name.startsWith("refs/pull/");
  return allowed && (await gitMaybe(folder, ["check-ref-format", name])) !== undefined;
}

export async function setRef(folder: string, ref: string, target: string): Promise<void> {
  await git(folder, ["update-ref", "--", ref, target]);
}

export async function deleteRef(folder: string, ref: string): Promise<void> {
  await git(folder, ["update-ref", "-d", "--", ref]);
}

/** All refs and the objects they name, without those that GitHub keeps for pull requests. */
export async function listRefs(folder: string, prefix = "refs/"): Promise<Map<string, string>> {
  const output = await gitText(folder, ["for-each-ref", "--format=%(refname) %(objectname)"]);
  const refs = new Map<string, string>();
  for (const line of output.split("\n")) {
    const [ref = "", object = ""] = line.split(" ");
    if (ref.startsWith(prefix) && !ref.startsWith("refs/pull/")) refs.set(ref, object);
  }
  return refs;
}

export async function isAncestor(folder: string, older: string, newer: string): Promise<boolean> {
  return (await gitMaybe(folder, ["merge-base", "--is-ancestor", older, newer])) !== undefined;
}

export function mergeBase(folder: string, one: string, other: string): Promise<string | undefined> {
  return gitMaybe(folder, ["merge-base", one, other]);
}

/** Brings a commit of another repository here; with `ref` it is kept under that name. */
export async function fetchCommit(
  folder: string,
  from: string,
  commit: string,
  ref?: string,
): Promise<void> {
  const refspec = ref === undefined ? commit : `+${commit}:${ref}`;
  await git(folder, [
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--",
    from,
    refspec,
  ]);
}

export async function objectExists(folder: string, object: string): Promise<boolean> {
  return (await gitMaybe(folder, ["cat-file", "-e", "--end-of-options", object])) !== undefined;
}
