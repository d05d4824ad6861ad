import {
  has,
  makeStep,
  named,
  NOTHING,
  present,
  textOf,
  type Detection,
  type ProjectFiles,
} from "./project-files.ts";

/**
 * `dependency:go-offline` fetches plugins and dependencies. Modules of one build need each other
 * compiled for that: alone, it would look for them in a repository and fail.
 */
export function detectMaven(project: ProjectFiles): Detection {
  if (!has(project, "pom.xml")) return NOTHING;
  const maven = has(project, "mvnw") ? "sh ./mvnw" : "mvn";
  const modules = /<modules>/.test(textOf(project, "pom.xml") ?? "");
  const goals = modules
    ? "-DskipTests test-compile dependency:go-offline"
    : "dependency:go-offline";
  const step = makeStep({
    manager: "maven",
    command: `${maven} -B -ntp ${goals}`,
    because: "pom.xml",
    lockFiles: [
      ...named(project, ["pom.xml"]),
      ...present(project, ["mvnw", ".mvn/wrapper/maven-wrapper.properties", ".mvn/extensions.xml"]),
    ],
    test: `${maven} -B -o test`,
  });
  return { steps: [step], notices: [] };
}
