import {
  has,
  makeStep,
  named,
  NOTHING,
  present,
  type Detection,
  type ProjectFiles,
} from "./project-files.ts";

const BUILD_FILES = ["build.gradle", "build.gradle.kts"];
const SETTINGS_FILES = ["settings.gradle", "settings.gradle.kts"];

/**
 * Gradle has no command that fetches everything. This init script adds one: it resolves what
 * every project can resolve, without compiling, and leaves out what is not to be had.
 */
const INIT_SCRIPT = `allprojects { project ->
  project.tasks.create("berthFetchDependencies") {
    doLast {
      project.configurations.findAll { it.canBeResolved }.each {
        it.incoming.artifactView { view -> view.lenient(true) }.files.files
      }
    }
  }
}`;

export function detectGradle(project: ProjectFiles): Detection {
  const because = present(project, [...BUILD_FILES, ...SETTINGS_FILES])[0];
  if (because === undefined) return NOTHING;
  const gradle = has(project, "gradlew") ? "sh ./gradlew" : "gradle";
  const step = makeStep({
    manager: "gradle",
    command: fetchCommand(gradle),
    because,
    lockFiles: [
      ...named(project, [...BUILD_FILES, ...SETTINGS_FILES, "gradle.lockfile"]),
      ...present(project, [
        "gradle.properties",
        "gradle/libs.versions.toml",
        "gradle/wrapper/gradle-wrapper.properties",
      ]),
    ],
    test: `${gradle} --offline test`,
  });
  return { steps: [step], notices: [] };
}

function fetchCommand(gradle: string): string {
  // As properties, since versions without a configuration cache refuse an option for it.
  const options =
    "--no-daemon --quiet -Dorg.gradle.configuration-cache=false -Dorg.gradle.unsafe.configuration-cache=false";
  return [
    'berth_init="$(mktemp -d)/fetch.gradle"',
    `cat > "$berth_init" <<'END_OF_SCRIPT'\n${INIT_SCRIPT}\nEND_OF_SCRIPT`,
    `${gradle} ${options} --init-script "$berth_init" berthFetchDependencies`,
  ].join("\n");
}
