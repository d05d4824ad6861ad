import { messageOf } from "../errors.ts";
import { requireGitVersion } from "../git/git-version.ts";
import { requireDataFolder } from "./data-folder.ts";
import { CommandError, EXIT } from "./output.ts";

/** Throws a sentence where this machine lacks what no task can do without. */
export async function requireGround({ dataDir }: { readonly dataDir: string }): Promise<void> {
  await requireGit();
  await requireDataFolder(dataDir);
}

async function requireGit(): Promise<void> {
  try {
    await requireGitVersion();
  } catch (thrown) {
    throw new CommandError(
      `repositories are fetched with git: ${messageOf(thrown)}; install git, or mend the PATH`,
      EXIT.unreachable,
    );
  }
}
