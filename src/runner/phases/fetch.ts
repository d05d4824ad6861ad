import { DEFINITION_FILE } from "../../environment/definition-file.ts";
import { inactiveKeys } from "../../environment/inactive-keys.ts";
import { MAX_DEFINITION_BYTES, parseDefinition } from "../../environment/parse.ts";
import { defaultDefinition, type EnvironmentDefinition } from "../../environment/schema.ts";
import { failure, success, type Result } from "../../errors.ts";
import { groundFailure } from "../describe-failure.ts";
import { detectChange, detectIn } from "../detect-in-mirror.ts";
import { DONE, type PhaseResult, type Run } from "../run.ts";
import { undecided, type Phase } from "./phase.ts";

/** Brings the commits to the host, and reads what they say about the environment, as data. */
export const fetchPhase: Phase = {
  name: "fetch",
  due: undecided,
  run: async (run) => {
    const missing = await fetchCommits(run);
    if (missing !== null) return missing;
    const definition = await readDefinition(run);
    if (!definition.ok) return definition.failure;
    run.definition = definition.value;
    const refused = refusedKeys(run.definition) ?? (await missingWorkdir(run));
    if (refused !== null) return refused;
    await findDependencies(run);
    await noticeWhatIsLeftOut(run);
    return DONE;
  },
};

async function findDependencies(run: Run): Promise<void> {
  const { mirror } = run.context;
  const { definition: from, task: to } = run.commits;
  run.dependencies = await detectIn(mirror, from, run.definition);
  for (const notice of run.dependencies.notices) run.notice(notice);
  // A maintenance script sees to it by itself.
  if (run.definition.maintenance !== null) return;
  const { dependencies, definition } = run;
  run.dependenciesOfTask = await detectChange(mirror, { from, to }, dependencies, definition);
}

async function fetchCommits(run: Run): Promise<PhaseResult | null> {
  const { mirror, remote, signal } = run.context;
  const commits = [run.commits.definition, run.commits.task];
  const fetched = await mirror.fetch(remote, commits, signal);
  if (fetched.ok) return null;
  const { commit } = fetched.failure;
  return groundFailure("fetch", "setup-failed", {
    what: `The commit ${commit.slice(0, 10)} is not in the repository any more: its branch was deleted or force-pushed.`,
    mend: "Ask again on the commit that is there now.",
  });
}

async function readDefinition(run: Run): Promise<Result<EnvironmentDefinition, PhaseResult>> {
  const file = await run.context.mirror.readFile(
    run.commits.definition,
    DEFINITION_FILE,
    MAX_DEFINITION_BYTES,
  );
  switch (file.kind) {
    case "missing":
      return success(defaultDefinition());
    case "not-a-file":
      return invalidDefinition([`${DEFINITION_FILE}: a regular file is expected.`]);
    case "too-large":
      return invalidDefinition([
        `${DEFINITION_FILE}: at most ${MAX_DEFINITION_BYTES} bytes are expected, found ${file.bytes}.`,
      ]);
    case "file": {
      const parsed = parseDefinition(file.content, { file: DEFINITION_FILE });
      if (!parsed.ok) {
        return invalidDefinition(
          parsed.failure.map(
            ({ line, column, path, message }) =>
              `${DEFINITION_FILE}:${line}:${column}  ${path === "" ? "" : `${path}: `}${message}`,
          ),
        );
      }
      for (const { sentence } of inactiveKeys(parsed.value)) run.notice(sentence);
      return success(parsed.value.definition);
    }
  }
}

function invalidDefinition(problems: readonly string[]): Result<never, PhaseResult> {
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return failure(
    groundFailure("fetch", "setup-failed", {
      what: `The environment's definition \`${DEFINITION_FILE}\` has ${count}.`,
      mend: "Mend the file; `berth validate` shows the same on your machine.",
      details: problems,
    }),
  );
}

function refusedKeys(definition: EnvironmentDefinition): PhaseResult | null {
  if (definition.secrets.length === 0) return null;
  const names = definition.secrets.map(({ name }) => `\`${name}\``).join(", ");
  return groundFailure("fetch", "refused", {
    what: `The definition asks for secrets (${names}), and this server has no vault to keep any in.`,
    mend: "Take `secrets` out of `.codex/environment.yml`; secrets come with a later version.",
  });
}

async function missingWorkdir(run: Run): Promise<PhaseResult | null> {
  const { workdir } = run.definition;
  if (workdir === ".") return null;
  for (const commit of [run.commits.definition, run.commits.task]) {
    if (await run.context.mirror.hasFolder(commit, workdir)) continue;
    return groundFailure("fetch", "setup-failed", {
      what: `\`workdir\` is \`${workdir}\`, and the commit ${commit.slice(0, 10)} has no such folder.`,
      mend: "Mend `workdir` in `.codex/environment.yml`.",
    });
  }
  return null;
}

/** Submodules and LFS would need credentials and hosts beyond this repository: they are off. */
async function noticeWhatIsLeftOut(run: Run): Promise<void> {
  const { mirror } = run.context;
  const read = (path: string) => mirror.readFile(run.commits.task, path, 64 * 1024);
  if ((await read(".gitmodules")).kind === "file") {
    run.notice("Submodules are not checked out.");
  }
  const attributes = await read(".gitattributes");
  if (attributes.kind === "file" && attributes.content.includes("filter=lfs")) {
    run.notice("Files in Git LFS are not fetched: their pointers are checked out instead.");
  }
}
