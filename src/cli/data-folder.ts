import { access, constants, mkdir, open, stat } from "node:fs/promises";
import { databaseFile } from "../config/database-file.ts";
import { visible } from "../environment/visible.ts";
import { CommandError, EXIT } from "./output.ts";

/** Of every SQLite file that holds anything. */
const SQLITE = "SQLite format 3\0";

/** Makes the server's data folder where it is not there; throws a sentence where it cannot serve. */
export async function requireDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw unusable(folder, "a folder that the server can write to", await reasonOf(folder, thrown));
  }
  const database = databaseFile(folder);
  const found = await databaseProblem(database);
  if (found !== null) throw unusable(database, "a SQLite database that can be written to", found);
}

function unusable(path: string, expected: string, found: string): CommandError {
  return new CommandError(
    `${visible(path)}: ${expected} is expected, found ${found}; mend it, or set BERTH_DATA_DIR to another folder`,
    EXIT.misuse,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "one that this user may not write to",
  EPERM: "one that this user may not write to",
  EROFS: "a read-only file system",
  ENOTDIR: "a file in the path to it",
};

async function reasonOf(path: string, thrown: unknown): Promise<string> {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
  const isFile = await stat(path).then(
    (info) => !info.isDirectory(),
    () => false,
  );
  return isFile && code === "EEXIST" ? "a file" : (REASONS[code] ?? code);
}

/** What is found in place of a database; null where there is one, or none yet. */
async function databaseProblem(path: string): Promise<string | null> {
  const info = await stat(path).catch(() => null);
  if (info === null) return null;
  if (!info.isFile()) return "no file";
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return info.size === 0 || (await startOf(path)) === SQLITE ? null : "a file of another kind";
  } catch (thrown) {
    return reasonOf(path, thrown);
  }
}

async function startOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(SQLITE.length),
      0,
      SQLITE.length,
      0,
    );
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
