import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { definitionJsonSchema } from "../environment/json-schema.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const FILE = ".codex/environment.yml";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-cli-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Given {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the real program in the temporary folder. */
function berth(args: readonly string[], { stdin = "", env = {} }: Given = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env["PATH"], ...env } };
    const child = execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
    child.stdin?.end(stdin);
  });
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe("berth", () => {
  test("--version prints the version of the package", async () => {
    expect(await berth(["--version"])).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: "",
    });
  });

  test("--help has examples, and so has the help of a command", async () => {
    expect((await berth(["--help"])).stdout).toMatch(/Examples:\n {2}berth init /);
    expect((await berth(["validate", "--help"])).stdout).toMatch(/Examples:\n {2}berth validate\n/);
  });

  test("help prints the help of the program, or of a command", async () => {
    const { code, stdout } = await berth(["help"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await berth(["--help"])).stdout });
    expect((await berth(["help", "init"])).stdout).toMatch(/^Usage: berth init /);
  });

  test.each([
    [["valdate"], /unknown command 'valdate'\n\(Did you mean validate\?\)/],
    [["help", "validte"], /unknown command 'validte'\n\(Did you mean validate\?\)/],
    [["validate", ""], /^berth: the name of a file is expected, found an empty one\n$/],
    [["validate", "--jsno"], /unknown option '--jsno'\n\(Did you mean --json\?\)/],
    [["init", "--force"], /unknown option '--force'/],
    [["schema", "extra"], /too many arguments/],
    [[], /Usage: berth/],
  ])("%j is misuse", async (args, words) => {
    const { code, stdout, stderr } = await berth(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(words);
  });
});

describe("berth validate", () => {
  test("says that a valid file is valid, and which keys have no effect yet", async () => {
    await put(FILE, "version: 1\ncache: {ttl: 1h}\n");
    expect(await berth(["validate"])).toEqual({
      code: 0,
      stdout:
        "valid  .codex/environment.yml\n" +
        "note   `cache` has no effect yet: no snapshots are kept.\n",
      stderr: "",
    });
  });

  test("shows all problems of an invalid file", async () => {
    await put("my.yml", "version: 1\nnetwrok: {}\nresources: {memory: 4GB}\n");
    expect(await berth(["validate", "my.yml"])).toEqual({
      code: 1,
      stdout: `my.yml:2:1  netwrok: unknown key "netwrok"; did you mean "network"?
   2 | netwrok: {}
     | ^~~~~~~
my.yml:3:21  resources.memory: a size from 64m to 1t with its unit, such as 512m or 4g is expected, found "4GB"; write "4g"
   3 | resources: {memory: 4GB}
     |                     ^~~

invalid  my.yml: 2 problems
`,
      stderr: "",
    });
  });

  test("gives the same to programs as JSON", async () => {
    await put(FILE, "version: 1\nnetwrok: {}\n");
    const { code, stdout } = await berth(["validate", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      file: FILE,
      problems: [{ file: FILE, line: 2, column: 1, path: "netwrok", suggestion: "network" }],
      notices: [],
    });
  });

  test("reads standard input", async () => {
    const { code, stdout } = await berth(["validate", "-", "--json"], { stdin: "version: 1\n" });
    expect({ code, result: JSON.parse(stdout) }).toEqual({
      code: 0,
      result: { valid: true, file: "<stdin>", problems: [], notices: [] },
    });
  });

  test("reads no more of a large file than it has to", async () => {
    const { code, stdout } = await berth(["validate", "/dev/zero"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\/dev\/zero:1:1 {2}a file of at most 65536 bytes is expected/);
  });

  test("says how to get a file where there is none", async () => {
    expect(await berth(["validate"])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "berth: there is no file .codex/environment.yml here; `berth init` writes a first one\n",
    });
  });

  test("cannot read a folder", async () => {
    expect(await berth(["validate", "."])).toMatchObject({
      code: 2,
      stderr: "berth: . is a folder\n",
    });
  });

  test("prints no escape sequence of a hostile file, and none of its own without a terminal", async () => {
    await put("\u001b[31m.yml", "version: 1\nx\u001b[2J: \u202e\n");
    const { stdout } = await berth(["validate", "\u001b[31m.yml"]);
    expect(stdout).toContain("x\\x1b[2J");
    expect(stdout).not.toMatch(/[^\n\P{C}]/u);
  });

  test("has colours where they are asked for", async () => {
    await put(FILE, "version: 1\n");
    const { stdout } = await berth(["validate"], { env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("\u001b[32mvalid\u001b[39m");
  });
});

describe("berth init", () => {
  test("writes a definition that is valid, and says what it found", async () => {
    await put("package.json", "{}");
    await put("package-lock.json", "{}");
    await put("yarn.lock", "");
    await mkdir(join(folder, ".git"));
    expect(await berth(["init"])).toEqual({
      code: 0,
      stdout: `Dependencies that are installed by themselves:
  yarn  (yarn.lock)
note yarn.lock is used and package-lock.json is not: packageManager in package.json can decide otherwise.

wrote .codex/environment.yml
Next: read it, add what is missing, run \`berth validate\`, and commit it.
`,
      stderr: "",
    });
    expect(await readFile(join(folder, FILE), "utf8")).toContain(
      "#   yarn, because of yarn.lock\n",
    );
    expect(await berth(["validate"])).toMatchObject({ code: 0 });
  });

  test("never overwrites a file", async () => {
    await put(FILE, "mine");
    expect(await berth(["init"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "berth: .codex/environment.yml is there already, and is not overwritten\n",
    });
    expect(await readFile(join(folder, FILE), "utf8")).toBe("mine");
  });

  test("prints the file instead when asked to", async () => {
    const { code, stdout } = await berth(["init", "--stdout"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^version: 1$/m);
    expect(await readdir(folder)).toEqual([]);
  });

  test("says where the file belongs in a folder that is no repository", async () => {
    expect((await berth(["init"])).stdout).toContain("This folder has no .git:");
  });

  test("follows no symbolic link, neither to write nor to read", async () => {
    const outside = await mkdtemp(join(tmpdir(), "berth-outside-"));
    await symlink(outside, join(folder, ".codex"));
    expect(await berth(["init"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "berth: .codex is a link or a file here, and no folder; move it away\n",
    });
    await rm(join(folder, ".codex"));
    await mkdir(join(folder, ".codex"));
    await symlink(join(outside, "new.yml"), join(folder, FILE));
    expect(await berth(["init"])).toMatchObject({ code: 1 });
    expect(await readdir(outside)).toEqual([]);
    await writeFile(join(outside, "package.json"), "{}");
    await symlink(join(outside, "package.json"), join(folder, "package.json"));
    expect((await berth(["init", "--stdout"])).stdout).not.toContain("npm");
    await rm(outside, { recursive: true });
  });
});

test("berth schema prints the JSON Schema", async () => {
  const { code, stdout } = await berth(["schema"]);
  expect({ code, schema: JSON.parse(stdout) }).toEqual({ code: 0, schema: definitionJsonSchema() });
});
