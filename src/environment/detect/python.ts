import { posix } from "node:path";
import { parse } from "smol-toml";
import { field } from "../fields.ts";
import {
  has,
  makeStep,
  named,
  NOTHING,
  present,
  textOf,
  unlessFound,
  type Detection,
  type DependencyStep,
  type ProjectFiles,
} from "./project-files.ts";

/**
 * `python3 -m pip` is the pip of the interpreter that will run the code. The variable is for
 * images of distributions that guard their own packages; older versions of pip do not know it and
 * pass it over.
 */
const PIP = "PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install";

const LOCK_FILES = ["uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock"];

/** With the requirements themselves, since an agent runs tests and linters. */
const REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-test.txt"];

/**
 * uv, poetry, pipenv and pip; the first whose files are there. Requirements win over a
 * pyproject.toml without a manager, which often only configures tools.
 */
export function detectPython(project: ProjectFiles): Detection {
  const pyproject = readPyproject(project);
  const step =
    uv(project) ??
    poetry(project, pyproject.value) ??
    pipenv(project) ??
    requirements(project) ??
    ownPackage(project, pyproject.value);
  if (step === null && pyproject.notices.length === 0 && !has(project, "pdm.lock")) return NOTHING;
  return {
    steps: step === null ? [] : [step],
    notices: [...pyproject.notices, ...lockNotices(project, step)],
  };
}

function readPyproject(project: ProjectFiles): { value: unknown; notices: string[] } {
  if (!has(project, "pyproject.toml")) return { value: null, notices: [] };
  try {
    return { value: parse(textOf(project, "pyproject.toml") ?? "?"), notices: [] };
  } catch {
    return { value: null, notices: ["pyproject.toml is not valid TOML, so it is passed over."] };
  }
}

function uv(project: ProjectFiles): DependencyStep | null {
  if (!has(project, "uv.lock")) return null;
  return makeStep({
    manager: "uv",
    command: "uv sync --frozen",
    ensure: unlessFound("uv", `${PIP} uv`),
    because: "uv.lock",
    lockFiles: present(project, ["uv.lock", "pyproject.toml", "uv.toml", ".python-version"]),
  });
}

function poetry(project: ProjectFiles, pyproject: unknown): DependencyStep | null {
  const locked = has(project, "poetry.lock");
  if (!locked && field(pyproject, "tool", "poetry") === undefined) return null;
  return makeStep({
    manager: "poetry",
    command: "poetry install --no-interaction",
    ensure: unlessFound("poetry", `${PIP} poetry`),
    because: locked ? "poetry.lock" : "tool.poetry in pyproject.toml",
    lockFiles: present(project, ["poetry.lock", "pyproject.toml", "poetry.toml"]),
  });
}

function pipenv(project: ProjectFiles): DependencyStep | null {
  const locked = has(project, "Pipfile.lock");
  if (!locked && !has(project, "Pipfile")) return null;
  return makeStep({
    manager: "pipenv",
    command: locked ? "pipenv sync --dev" : "pipenv install --dev --skip-lock",
    ensure: unlessFound("pipenv", `${PIP} pipenv`),
    because: locked ? "Pipfile.lock" : "Pipfile",
    lockFiles: present(project, ["Pipfile", "Pipfile.lock"]),
  });
}

/** All files in one command, so that pip finds versions that suit them all. */
function requirements(project: ProjectFiles): DependencyStep | null {
  const files = present(project, REQUIREMENTS);
  const [first] = files;
  if (first === undefined) return null;
  return makeStep({
    manager: "pip",
    command: `${PIP} ${files.map((file) => `-r ${file}`).join(" ")}`,
    ensure: ensurePip(),
    because: files.join(" and "),
    lockFiles: [
      ...named(project, REQUIREMENTS),
      ...present(project, ["constraints.txt"]),
      ...includedFiles(project, files),
    ],
  });
}

/** `-r base.txt`, `--constraint=../constraints.txt`: from the folder of the file that says it. */
const INCLUDE = /^[ \t]*(?:-[rc][ \t]*|--(?:requirement|constraint)[ \t=]+)([^\s#;]+)/gm;

/** Requirement files may name thousands; nobody splits theirs into more than these. */
const MOST_INCLUDED = 100;

/** The files that requirement files include, and those that these include. */
function includedFiles(project: ProjectFiles, files: readonly string[]): string[] {
  const found = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const [, path = ""] of (textOf(project, file) ?? "").matchAll(INCLUDE)) {
      const included = posix.normalize(posix.join(posix.dirname(file), path));
      if (found.size === MOST_INCLUDED || found.has(included) || !has(project, included)) continue;
      found.add(included);
      open.push(included);
    }
  }
  return [...found];
}

function ownPackage(project: ProjectFiles, pyproject: unknown): DependencyStep | null {
  const described =
    field(pyproject, "project") !== undefined || field(pyproject, "build-system") !== undefined;
  if (!described && !has(project, "setup.py")) return null;
  return makeStep({
    manager: "pip",
    command: `${PIP} -e .`,
    ensure: ensurePip(),
    because: described ? "pyproject.toml" : "setup.py",
    lockFiles: present(project, ["pyproject.toml", "setup.py", "setup.cfg"]),
  });
}

function ensurePip(): string {
  return "python3 -m pip --version >/dev/null 2>&1 || python3 -m ensurepip";
}

function lockNotices(project: ProjectFiles, step: DependencyStep | null): string[] {
  const locks = present(project, LOCK_FILES);
  const [used, ...others] = locks;
  if (locks.length === 1 && used === "pdm.lock") {
    const instead = step === null ? "nothing is installed" : `${step.because} is used`;
    return [`pdm.lock is there, but pdm is not known; ${instead}.`];
  }
  if (others.length > 0) return [`${used} is used and ${others.join(" and ")} is not.`];
  const unlocked = step?.manager === "poetry" || step?.manager === "pipenv";
  if (used !== undefined || !unlocked) return [];
  return [`${step.because} has no lock file, so versions can differ between installs.`];
}
