import { existsSync } from "node:fs";
import { join } from "node:path";
import { detectDependencies, type Detection } from "../environment/detect.ts";
import { suggestDefinition } from "../environment/suggest-definition.ts";
import { visible } from "../environment/visible.ts";
import { DEFINITION_FILE } from "../environment/definition-file.ts";
import { listProject } from "./list-project.ts";
import { paint, print } from "./output.ts";
import { writeNewDefinition } from "./write-definition.ts";

export interface InitOptions {
  readonly stdout?: boolean;
}

/** Writes a first definition for the current folder, and says what was found there. */
export async function init({ stdout }: InitOptions): Promise<void> {
  const folder = process.cwd();
  const detected = detectDependencies(await listProject(folder));
  const text = suggestDefinition(detected);
  if (stdout) {
    print(text.trimEnd());
    return;
  }
  await writeNewDefinition(folder, text);
  print([...found(detected), "", ...whatNext(folder)].join("\n"));
}

function found({ steps, notices }: Detection): string[] {
  const lines = steps.map(({ manager, because }) => `  ${manager}  (${visible(because)})`);
  const nothing = ["  nothing that Berth knows; say in `setup` what is to be installed"];
  return [
    "Dependencies that are installed by themselves:",
    ...(lines.length === 0 ? nothing : lines),
    ...notices.map((notice) => `${paint("yellow", "note")} ${visible(notice)}`),
  ];
}

function whatNext(folder: string): string[] {
  const root = existsSync(join(folder, ".git"));
  return [
    `${paint("green", "wrote")} ${DEFINITION_FILE}`,
    "Next: read it, add what is missing, run `berth validate`, and commit it.",
    ...(root ? [] : ["This folder has no .git: the file belongs at the root of the repository."]),
  ];
}
