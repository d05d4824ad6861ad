import { detectBundler } from "./detect/bundler.ts";
import { detectCargo } from "./detect/cargo.ts";
import { detectComposer } from "./detect/composer.ts";
import { detectGo } from "./detect/go.ts";
import { detectGradle } from "./detect/gradle.ts";
import { detectMaven } from "./detect/maven.ts";
import { detectNode } from "./detect/node.ts";
import type { Detection, ProjectFiles } from "./detect/project-files.ts";
import { detectPython } from "./detect/python.ts";

export type { DependencyStep, Detection, Manager, ProjectFiles } from "./detect/project-files.ts";

/** In the order in which the steps run. */
const ECOSYSTEMS: readonly ((project: ProjectFiles) => Detection)[] = [
  detectNode,
  detectPython,
  detectCargo,
  detectGo,
  detectBundler,
  detectComposer,
  detectMaven,
  detectGradle,
];

/**
 * How the dependencies of a folder are installed, found from its files, which are read as data
 * and never run. Does not throw, whatever the files hold.
 */
export function detectDependencies(project: ProjectFiles): Detection {
  const found = ECOSYSTEMS.map((detect) => detect(project));
  return {
    steps: found.flatMap(({ steps }) => steps),
    notices: found.flatMap(({ notices }) => notices),
  };
}

/** The files that the steps depend on: unless one of them changes, an install is still good. */
export function lockFiles({ steps }: Detection): string[] {
  return [...new Set(steps.flatMap((step) => step.lockFiles))].sort();
}
