/** What detection reads: the files of one folder, as data. Nothing in them is trusted. */
export interface ProjectFiles {
  /** Paths from that folder, with `/`. Regular files only; files in folders are optional. */
  readonly files: readonly string[];
  /** The text of one of `files`; null where it cannot be read. */
  read(path: string): string | null;
}

/** How the dependencies of one language are installed. */
export interface DependencyStep {
  readonly manager: Manager;
  /**
   * Shell text for the folder of the project. Fixed, except for versions that passed a strict
   * check: no other byte of a file ever gets into it.
   */
  readonly command: string;
  /** Shell text that installs the manager itself where it is missing; null where images have it. */
  readonly ensure: string | null;
  /** The file that decided: `package-lock.json`. */
  readonly because: string;
  /** The files that exist and decide what gets installed, in the order of their names. */
  readonly lockFiles: readonly string[];
  /** Fixed shell text that runs the tests as is usual with this manager; null where none is. */
  readonly test: string | null;
}

/** What one ecosystem has to say about a folder. */
export interface Detection {
  readonly steps: readonly DependencyStep[];
  /** Full sentences for people. Hostile text in them is quoted and made visible. */
  readonly notices: readonly string[];
}

export type Manager =
  | "npm"
  | "pnpm"
  | "yarn"
  | "bun"
  | "uv"
  | "poetry"
  | "pipenv"
  | "pip"
  | "cargo"
  | "go"
  | "bundler"
  | "composer"
  | "maven"
  | "gradle";

export const NOTHING: Detection = { steps: [], notices: [] };

/** A manifest over this size, in characters, is not read. */
const LARGEST_MANIFEST = 1024 * 1024;

export function has(project: ProjectFiles, path: string): boolean {
  return project.files.includes(path);
}

/** Those of the paths that exist. */
export function present(project: ProjectFiles, paths: readonly string[]): string[] {
  return paths.filter((path) => has(project, path));
}

/** The paths of all files with one of these names, at the top and in folders. */
export function named(project: ProjectFiles, names: readonly string[]): string[] {
  return project.files.filter((path) => names.includes(path.slice(path.lastIndexOf("/") + 1)));
}

/** The text of a file; null where it does not exist, cannot be read or is far too large. */
export function textOf(project: ProjectFiles, path: string): string | null {
  const text = has(project, path) ? project.read(path) : null;
  return text === null || text.length > LARGEST_MANIFEST ? null : text.replace(/^\uFEFF/, "");
}

/** `command -v` of the program, and the text that installs it where that finds nothing. */
export function unlessFound(program: string, install: string): string {
  return `command -v ${program} >/dev/null 2>&1 || ${install}`;
}

type Optional = "ensure" | "test";

export function makeStep(
  step: Omit<DependencyStep, Optional> & Partial<Pick<DependencyStep, Optional>>,
): DependencyStep {
  const lockFiles = [...new Set(step.lockFiles)].sort();
  return { ...step, ensure: step.ensure ?? null, test: step.test ?? null, lockFiles };
}
