import {
  has,
  makeStep,
  NOTHING,
  present,
  type Detection,
  type ProjectFiles,
} from "./project-files.ts";

/** go.mod itself names exact versions, so nothing is missing without a go.sum. */
export function detectGo(project: ProjectFiles): Detection {
  const because = present(project, ["go.work", "go.mod"])[0];
  if (because === undefined) return NOTHING;
  const step = makeStep({
    manager: "go",
    command: "go mod download",
    because,
    lockFiles: present(project, ["go.mod", "go.sum", "go.work", "go.work.sum"]),
    ...(has(project, "go.mod") ? { test: "go test ./..." } : {}),
  });
  return { steps: [step], notices: [] };
}
