import { parseRawAndNumstat } from "../../git/changed-files.ts";
import { groundFailure } from "../describe-failure.ts";
import { readWorktree } from "../read-worktree.ts";
import { DONE, type PhaseResult, type Run } from "../run.ts";
import type { Phase } from "./phase.ts";

/** A larger patch is told of by its list of files, and not kept. */
const MAX_PATCH_BYTES = 20 * 1024 * 1024;
const MAX_LISTING_BYTES = 4 * 1024 * 1024;

/** Reads what the agent changed; also of an agent that failed, since nothing is to be lost. */
export const diffPhase: Phase = {
  name: "diff",
  due: (run) => run.agentRan && run.ending?.outcome !== "cancelled",
  run: async (run) => {
    const started = await run.sandbox.ensureReadable();
    if (!started.ok) return unreadable([started.failure.detail]);
    const reading = await readWorktree(run, "patch", MAX_PATCH_BYTES);
    if (!reading.ok) return unreadable(reading.failure);
    for (const path of reading.value.nested) {
      run.notice(`The repository ${path} within the work tree is left out of the diff.`);
    }
    const { output, bytes } = reading.value;
    if (bytes === 0) return DONE;
    return bytes > MAX_PATCH_BYTES ? listOnly(run, bytes) : apply(run, output);
  },
};

/** What the sandbox says is believed where it applies to the commit that the host has. */
async function apply(run: Run, patch: Buffer): Promise<PhaseResult> {
  const applied = await run.context.mirror.applyDiff(run.commits.task, patch);
  if (!applied.ok) return unreadable(applied.failure.detail.split("\n"));
  const { patch: own, files } = applied.value;
  if (files.length > 0) run.diff = { patch: own, patchBytes: own.length, files };
  return DONE;
}

async function listOnly(run: Run, patchBytes: number): Promise<PhaseResult> {
  const listing = await readWorktree(run, "files", MAX_LISTING_BYTES);
  if (!listing.ok) return unreadable(listing.failure);
  const cut = listing.value.bytes > MAX_LISTING_BYTES;
  const files = parseRawAndNumstat(listing.value.output);
  run.diff = { patch: null, patchBytes, files };
  run.notice(
    `The diff is larger than ${MAX_PATCH_BYTES / 1024 / 1024} MB and is not kept${cut ? "; the list of its files is cut too" : ""}.`,
  );
  return DONE;
}

function unreadable(details: readonly string[]): PhaseResult {
  return groundFailure("diff", "agent-failed", {
    what: "What was changed could not be read from the sandbox.",
    mend: "Look whether the command removes git or fills the disk.",
    details: details.slice(-20),
  });
}
