import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectDependencies, lockFiles, type Detection } from "./detect.ts";
import { parseDefinition } from "./parse.ts";
import { suggestDefinition } from "./suggest-definition.ts";

function detect(files: Readonly<Record<string, string>>): Detection {
  return detectDependencies({ files: Object.keys(files), read: (path) => files[path] ?? null });
}

function onlyStep(files: Readonly<Record<string, string>>) {
  const [step, ...others] = detect(files).steps;
  expect(others).toEqual([]);
  if (step === undefined) throw new Error("nothing was detected");
  return step;
}

describe("other languages", () => {
  test.each([
    [["Cargo.toml", "Cargo.lock"], "cargo", "cargo fetch --locked", "Cargo.lock"],
    [["Cargo.toml"], "cargo", "cargo fetch", "Cargo.toml"],
    [["go.mod", "go.sum"], "go", "go mod download", "go.mod"],
    [["go.work", "api/go.mod"], "go", "go mod download", "go.work"],
    [["Gemfile", "Gemfile.lock"], "bundler", "BUNDLE_FROZEN=true bundle install", "Gemfile.lock"],
    [["Gemfile"], "bundler", "bundle install", "Gemfile"],
    [
      ["composer.json", "composer.lock"],
      "composer",
      "COMPOSER_ALLOW_SUPERUSER=1 composer install --no-interaction --no-progress",
      "composer.lock",
    ],
    [["pom.xml"], "maven", "mvn -B -ntp dependency:go-offline", "pom.xml"],
    [["pom.xml", "mvnw"], "maven", "sh ./mvnw -B -ntp dependency:go-offline", "pom.xml"],
  ])("%j is installed by %s: %s", (names, manager, command, because) => {
    const files = Object.fromEntries(names.map((name) => [name, ""]));
    expect(onlyStep(files)).toMatchObject({ manager, command, because });
  });

  test("the modules of a Maven build are compiled, since they need each other", () => {
    const pom = "<project><modules><module>a</module></modules></project>";
    expect(onlyStep({ "pom.xml": pom, "a/pom.xml": "" })).toMatchObject({
      command: "mvn -B -ntp -DskipTests test-compile dependency:go-offline",
      lockFiles: ["a/pom.xml", "pom.xml"],
    });
  });

  test.each(["build.gradle", "build.gradle.kts", "settings.gradle.kts"])(
    "%s is fetched by Gradle, by the wrapper where there is one",
    (file) => {
      expect(onlyStep({ [file]: "" }).command).toMatch(
        /\ngradle --no-daemon .*berthFetchDependencies$/,
      );
      const wrapped = onlyStep({ [file]: "", gradlew: "", "gradle/libs.versions.toml": "" });
      expect(wrapped.command).toMatch(/\nsh \.\/gradlew --no-daemon /);
      expect(wrapped.lockFiles).toContain("gradle/libs.versions.toml");
    },
  );
});

describe("several languages in one folder", () => {
  const files = {
    "package.json": "{}",
    "package-lock.json": "",
    "go.mod": "",
    "Cargo.toml": "",
    "Cargo.lock": "",
  };

  test("are installed one after the other", () => {
    expect(detect(files).steps.map(({ manager }) => manager)).toEqual(["npm", "cargo", "go"]);
  });

  test("depend on the lock files of all", () => {
    expect(lockFiles(detect(files))).toEqual([
      "Cargo.lock",
      "Cargo.toml",
      "go.mod",
      "package-lock.json",
      "package.json",
    ]);
  });

  test("a folder with nothing that is known needs nothing", () => {
    expect(detect({ "README.md": "" })).toEqual({ steps: [], notices: [] });
  });
});

const NAMES = [
  "package.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "package-lock.json",
  "pyproject.toml",
  "poetry.lock",
  "Pipfile",
  "pom.xml",
  "build.gradle",
  "Cargo.toml",
  "go.mod",
  "Gemfile",
  "composer.json",
];

const anyProject = fc.dictionary(
  fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: "binary", maxLength: 10 })),
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.json({ maxDepth: 2 }),
    fc.constant("{}"),
  ),
  { maxKeys: 8 },
);

test("no file makes detection throw, and what it suggests is a valid definition", () => {
  fc.assert(
    fc.property(anyProject, (files) => {
      const text = suggestDefinition(detect(files));
      expect(parseDefinition(text, { file: "f" })).toMatchObject({ ok: true });
    }),
  );
});

test("a file that cannot be read, or is far too large, is as good as invalid", () => {
  const unread = { files: ["package.json", "pyproject.toml"], read: () => null };
  expect(detectDependencies(unread).steps).toEqual([]);
  const huge = `{"name": "${"x".repeat(2 * 1024 * 1024)}"}`;
  expect(detect({ "package.json": huge }).steps).toEqual([]);
});
