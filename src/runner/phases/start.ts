import { groundFailure } from "../describe-failure.ts";
import { readWorktree } from "../read-worktree.ts";
import { runScript, type DefinedScript } from "../run-script.ts";
import { DONE, type PhaseResult, type Run } from "../run.ts";
import { sizeInBytes } from "../words.ts";
import { undecided, type Phase } from "./phase.ts";

/** About 400,000 paths; what setup left beyond them counts as the agent's. */
const MAX_TREE_BYTES = 64 * 1024 * 1024;

/**
 * The border between what had the network and what does not: takes every network away, starts the
 * container with a fresh first process, and brings up in it what the definition asks for.
 */
export const startPhase: Phase = {
  name: "start",
  due: undecided,
  run: async (run) => {
    const closed = await run.sandbox.closeNetwork();
    if (run.sandbox.overDiskLimit) return diskFull(run);
    if (!closed.ok) {
      return groundFailure("start", "setup-failed", {
        what: "The sandbox could not be started again after setup.",
        mend: "Look whether setup removes `bash` or breaks the system's libraries.",
        details: [closed.failure.detail],
      });
    }
    const unreadable = await rememberTree(run);
    if (unreadable !== null) return unreadable;
    return bringUp(run, { phase: "start" });
  },
};

/** Runs the definition's `start`, where it did not run in this life of the sandbox. */
export async function bringUp(
  run: Run,
  as: Pick<DefinedScript, "phase" | "subject">,
): Promise<PhaseResult> {
  const { start, resources } = run.definition;
  if (start === null || start.trim() === "" || run.startedInLife === run.sandbox.lives) return DONE;
  run.startedInLife = run.sandbox.lives;
  return runScript(run, { ...as, script: start, limitMs: resources.maintenanceTimeoutMs });
}

/** The watch can find out when what has filled the disk has just ended, and well. */
function diskFull(run: Run): PhaseResult {
  const limit = sizeInBytes(run.definition.resources.diskBytes);
  return groundFailure("start", "setup-failed", {
    what: `What prepares the environment wrote more than ${limit} to the disk.`,
    mend: "Write less, or raise `resources.disk` in `.codex/environment.yml`.",
  });
}

function wholeLines(output: Buffer): string {
  return output.toString("utf8", 0, output.lastIndexOf("\n") + 1);
}

/** What setup left in the work tree is not the agent's doing: it is left out of the diff later. */
async function rememberTree(run: Run): Promise<PhaseResult | null> {
  const tree = await readWorktree(run, "tree", MAX_TREE_BYTES);
  if (tree.ok) {
    run.treeBeforeAgent = wholeLines(tree.value.output);
    return null;
  }
  return groundFailure("start", "setup-failed", {
    what: "The repository in the sandbox cannot be read any more after setup.",
    mend: "Look whether setup removes or breaks `.git`.",
    details: tree.failure,
  });
}
