import { lstat, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DEFINITION_FILE } from "../environment/definition-file.ts";
import { CommandError, EXIT } from "./output.ts";

/**
 * Writes the definition of a folder where there is none. Refuses to replace anything, and to go
 * through a symbolic link, which could lead out of the folder.
 */
export async function writeNewDefinition(folder: string, text: string): Promise<void> {
  const file = join(folder, DEFINITION_FILE);
  try {
    await makeOwnFolder(dirname(file));
    // Fails if anything is there, a link without a target too.
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    throw error instanceof CommandError ? error : cannotWrite(error);
  }
}

async function makeOwnFolder(path: string): Promise<void> {
  const info = await lstat(path).catch(() => null);
  if (info === null) await mkdir(path);
  else if (!info.isDirectory()) {
    const name = dirname(DEFINITION_FILE);
    throw new CommandError(
      `${name} is a link or a file here, and no folder; move it away`,
      EXIT.no,
    );
  }
}

function cannotWrite(error: unknown): CommandError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message =
    code === "EEXIST"
      ? `${DEFINITION_FILE} is there already, and is not overwritten`
      : `${DEFINITION_FILE} cannot be written (${code})`;
  return new CommandError(message, EXIT.no);
}
