import type { CommitId } from "../../git/commit-id.ts";
import type { Mirror } from "../../git/mirror.ts";
import { commandFailure } from "../describe-failure.ts";
import { DONE, type PhaseResult, type Run } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";

const TIMEOUT_MS = 15 * 60_000;

/**
 * In the sandbox. Arguments: work tree, commit, origin. Input: ids of the commits at which history
 * is cut, a line each, an empty line, a pack. Nothing that came from outside is part of the script.
 */
const SCRIPT = `
set -eu
export GIT_LFS_SKIP_SMUDGE=1
mkdir -p "$1"
cd "$1"
if [ ! -d .git ]; then
  git init -q --template=
  git remote add origin "$3"
  git config user.name codex
  git config user.email codex@localhost
fi
touch .git/shallow
while IFS= read -r cut && [ -n "$cut" ]; do printf '%s\\n' "$cut" >> .git/shallow; done
[ -s .git/shallow ] || rm .git/shallow
git index-pack --stdin --fix-thin > /dev/null
git -c core.hooksPath=/dev/null -c advice.detachedHead=false \\
    -c filter.lfs.smudge= -c filter.lfs.process= -c filter.lfs.required=false \\
    checkout -q -f -B work "$2" --
`;

/** Checks out the code that setup runs with: the definition's commit. */
export const checkoutForSetup: Phase = {
  name: "checkout",
  due: undecided,
  run: (run) => checkout(run, run.commits.definition, null),
};

/** Checks out the task's commit on top; what setup left beside the tracked files stays. */
export const checkoutForTask: Phase = {
  name: "checkout",
  due: (run) => undecided(run) && run.commits.task !== run.commits.definition,
  run: (run) => checkout(run, run.commits.task, run.commits.definition),
};

async function checkout(run: Run, commit: CommitId, have: CommitId | null): Promise<PhaseResult> {
  const { mirror, cloneUrl } = run.context;
  const ended = await run.sandbox.exec({
    argv: ["bash", "-c", SCRIPT, "berth-checkout", run.worktree, commit, cloneUrl],
    env: { HOME: "/root" },
    stdin: checkoutInput(mirror, commit, have),
    timeoutMs: TIMEOUT_MS,
    onOutput: (stream, chunk) => run.output.add(stream, chunk),
  });
  if (ended.kind === "exited" && ended.exitCode === 0) return DONE;
  const command = `git checkout ${commit}`;
  const subject = `The checkout of ${commit.slice(0, 10)} in the sandbox`;
  return commandFailure(run, {
    phase: "checkout",
    command,
    ended,
    limitMs: TIMEOUT_MS,
    subject,
  });
}

/** What the script reads: where history is cut, then the pack. */
async function* checkoutInput(
  mirror: Mirror,
  commit: CommitId,
  have: CommitId | null,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { shallow, bytes } = await mirror.pack(commit, have);
  yield Buffer.from(shallow.map((id) => `${id}\n`).join("") + "\n");
  yield* bytes;
}
