import {
  has,
  makeStep,
  NOTHING,
  present,
  type Detection,
  type ProjectFiles,
} from "./project-files.ts";

export function detectComposer(project: ProjectFiles): Detection {
  if (!has(project, "composer.json")) return NOTHING;
  const locked = has(project, "composer.lock");
  const step = makeStep({
    manager: "composer",
    // Root is who installs here; composer asks about that unless it is told.
    command: "COMPOSER_ALLOW_SUPERUSER=1 composer install --no-interaction --no-progress",
    because: locked ? "composer.lock" : "composer.json",
    lockFiles: present(project, ["composer.json", "composer.lock"]),
  });
  const notice =
    "composer.json has no composer.lock, so versions can differ and a composer.lock is written.";
  return { steps: [step], notices: locked ? [] : [notice] };
}
