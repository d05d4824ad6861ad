import { DatabaseSync } from "node:sqlite";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requireDataFolder } from "./data-folder.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-data-"));
});

afterEach(() => rm(folder, { recursive: true }));

const ELSE = "; mend it, or set BERTH_DATA_DIR to another folder";

test("a data folder is made, for its server alone", async () => {
  const path = join(folder, "a", "b");
  await requireDataFolder(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("a folder with a database of a server, or an empty one, will do", async () => {
  const path = join(folder, "berth.db");
  await writeFile(path, "");
  await requireDataFolder(folder);
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE t (x)");
  database.close();
  await expect(requireDataFolder(folder)).resolves.toBe(undefined);
});

test.each([
  ["file", "a file"],
  ["file/data", "a file in the path to it"],
])("with a file in the way of %s it says so", async (name, found) => {
  await writeFile(join(folder, "file"), "");
  const path = join(folder, name);
  await expect(requireDataFolder(path)).rejects.toMatchObject({
    exitCode: 2,
    message: `${path}: a folder that the server can write to is expected, found ${found}${ELSE}`,
  });
});

test.each([
  ["a file of another kind", (path: string) => writeFile(path, "not a database at all")],
  ["no file", (path: string) => mkdir(path)],
])("%s in place of the database is said", async (found, put) => {
  const path = join(folder, "berth.db");
  await put(path);
  await expect(requireDataFolder(folder)).rejects.toThrow(
    `${path}: a SQLite database that can be written to is expected, found ${found}${ELSE}`,
  );
});
