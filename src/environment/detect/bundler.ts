import {
  has,
  makeStep,
  NOTHING,
  present,
  unlessFound,
  type Detection,
  type ProjectFiles,
} from "./project-files.ts";

export function detectBundler(project: ProjectFiles): Detection {
  if (!has(project, "Gemfile")) return NOTHING;
  const locked = has(project, "Gemfile.lock");
  const step = makeStep({
    manager: "bundler",
    command: locked ? "BUNDLE_FROZEN=true bundle install" : "bundle install",
    ensure: unlessFound("bundle", "gem install bundler"),
    because: locked ? "Gemfile.lock" : "Gemfile",
    lockFiles: present(project, ["Gemfile", "Gemfile.lock", ".ruby-version", ".bundle/config"]),
  });
  const notice =
    "Gemfile has no Gemfile.lock, so versions can differ and a Gemfile.lock is written.";
  return { steps: [step], notices: locked ? [] : [notice] };
}
