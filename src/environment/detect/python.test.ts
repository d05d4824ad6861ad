import { describe, expect, test } from "vitest";
import type { Detection } from "./project-files.ts";
import { detectPython } from "./python.ts";

function detect(files: Readonly<Record<string, string>>): Detection {
  return detectPython({ files: Object.keys(files), read: (path) => files[path] ?? null });
}

function onlyStep(files: Readonly<Record<string, string>>) {
  const [step, ...others] = detect(files).steps;
  expect(others).toEqual([]);
  if (step === undefined) throw new Error("nothing was detected");
  return step;
}

describe("a folder of Python", () => {
  test.each([
    ["uv.lock", "uv", "uv sync --frozen"],
    ["poetry.lock", "poetry", "poetry install --no-interaction"],
    ["Pipfile.lock", "pipenv", "pipenv sync --dev"],
    ["Pipfile", "pipenv", "pipenv install --dev --skip-lock"],
  ])("with %s is installed by %s: %s", (file, manager, command) => {
    const step = onlyStep({ [file]: "", "requirements.txt": "", "pyproject.toml": "" });
    expect(step).toMatchObject({ manager, command, because: file });
    expect(step.ensure).toContain(`command -v ${manager} >/dev/null 2>&1 || `);
    expect(step.ensure).toContain(`pip install ${manager}`);
  });

  test("with requirements is installed by pip, those for development and tests too", () => {
    const files = {
      "requirements.txt": "",
      "requirements-dev.txt": "",
      "sub/requirements.txt": "",
    };
    expect(onlyStep(files)).toMatchObject({
      manager: "pip",
      command:
        "PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install -r requirements.txt -r requirements-dev.txt",
      because: "requirements.txt and requirements-dev.txt",
      lockFiles: ["requirements-dev.txt", "requirements.txt", "sub/requirements.txt"],
    });
  });

  test.each([
    [{ "setup.py": "" }, "setup.py"],
    [{ "pyproject.toml": "[project]\nname = 'x'\n" }, "pyproject.toml"],
    [{ "pyproject.toml": "[build-system]\nrequires = []\n", "setup.py": "" }, "pyproject.toml"],
  ])("that is a package itself is installed in place: %j", (files, because) => {
    expect(onlyStep(files)).toMatchObject({
      manager: "pip",
      command: "PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install -e .",
      because,
    });
  });

  test("that pyproject.toml gives to poetry is installed by poetry, and has no lock file", () => {
    const { steps, notices } = detect({ "pyproject.toml": "[tool.poetry]\nname = 'x'\n" });
    expect(steps).toMatchObject([{ manager: "poetry", because: "tool.poetry in pyproject.toml" }]);
    expect(notices).toHaveLength(1);
  });

  test("with a pyproject.toml that only configures tools is not installed", () => {
    expect(detect({ "pyproject.toml": "[tool.ruff]\n" })).toEqual({ steps: [], notices: [] });
  });

  test.each(["=", "[", "\0", "a = 1\na = 2\n"])("with invalid TOML says so: %j", (text) => {
    expect(detect({ "pyproject.toml": text })).toEqual({
      steps: [],
      notices: ["pyproject.toml is not valid TOML, so it is passed over."],
    });
  });

  test("with two lock files says which one wins", () => {
    expect(detect({ "uv.lock": "", "poetry.lock": "" }).notices).toEqual([
      "uv.lock is used and poetry.lock is not.",
    ]);
  });

  test("with a pdm.lock says that pdm is not known", () => {
    expect(detect({ "pdm.lock": "" })).toEqual({
      steps: [],
      notices: ["pdm.lock is there, but pdm is not known; nothing is installed."],
    });
  });
});

test("files that requirements include count as lock files, wherever they are", () => {
  const texts: Record<string, string> = {
    "requirements.txt": "-r requirements/base.txt\n-c constraints/all.txt # why\nrequests\n",
    "requirements/base.txt": "--requirement=more.txt\n-rsame.txt\n-r ../requirements.txt\n",
    "requirements/more.txt": "-r missing.txt\n-r /etc/passwd\n-r ../../outside.txt\n",
    "requirements/same.txt": "flask\n",
    "constraints/all.txt": "flask<4\n",
    "requirements/unused.txt": "x\n",
  };
  const detected = detectPython({ files: Object.keys(texts), read: (path) => texts[path] ?? null });
  expect(detected.steps[0]?.lockFiles).toEqual([
    "constraints/all.txt",
    "requirements.txt",
    "requirements/base.txt",
    "requirements/more.txt",
    "requirements/same.txt",
  ]);
});
