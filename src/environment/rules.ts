import { fieldsOf, type Fields } from "./fields.ts";
import { quote, showValue, wordComplaint, type Complaint, type Path } from "./problem.ts";
import type { Finding } from "./source-text.ts";
import type { YamlTree } from "./yaml-tree.ts";

type Rule = (tree: YamlTree) => readonly RuleFinding[];

interface RuleFinding {
  readonly path: Path;
  readonly part?: "key" | "value";
  readonly complaint: Complaint;
}

/**
 * What concerns several keys at once, or the way a value is written. The rules read the plain
 * data and take nothing for granted, so that they speak also where the schema has objections.
 */
const RULES: readonly Rule[] = [
  imageOrBuild,
  numbersAsWritten,
  envOrSecret,
  eachSecretOnce,
  eachStepOnce,
  customAgentHasCommand,
  presetNoneStandsAlone,
];

export function findingsOfRules(tree: YamlTree): Finding[] {
  return RULES.flatMap((rule) => rule(tree)).map(({ path, part = "value", complaint }) => ({
    path,
    span: tree.spanOf(path, part),
    wording: wordComplaint(complaint, shownOf(tree, path, part)),
  }));
}

function shownOf(tree: YamlTree, path: Path, part: "key" | "value"): string | null {
  return part === "key" ? null : (tree.sourceOf(path) ?? showValue(undefined));
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function imageOrBuild(tree: YamlTree): RuleFinding[] {
  const root = fieldsOf(tree.value);
  if (!("image" in root) || !("build" in root)) return [];
  const complaint = { expected: "either image or build", found: "both" };
  return [{ path: ["build"], part: "key", complaint }];
}

/** YAML reads 3.10 as 3.1 and 0x16 as 22, which is never what a version or variable is for. */
function numbersAsWritten(tree: YamlTree): RuleFinding[] {
  const root = fieldsOf(tree.value);
  const places: readonly Path[] = [["runtimes"], ["env"], ["build", "args"]];
  const holders = [root["runtimes"], root["env"], fieldsOf(root["build"])["args"]];
  return places.flatMap((place, index) =>
    Object.entries(fieldsOf(holders[index])).flatMap(([name, value]) =>
      numberAsWritten([...place, name], value, tree),
    ),
  );
}

function numberAsWritten(path: Path, value: unknown, tree: YamlTree): RuleFinding[] {
  const source = tree.sourceOf(path);
  const plain = typeof value === "number" || typeof value === "boolean";
  if (!plain || source === null || source === String(value)) return [];
  const complaint = {
    expected: "text in quotes",
    found: `what YAML reads as ${String(value)}`,
    suggestion: `"${source}"`,
  };
  return [{ path, complaint }];
}

function envOrSecret(tree: YamlTree): RuleFinding[] {
  const root = fieldsOf(tree.value);
  const env = new Set(Object.keys(fieldsOf(root["env"])));
  return secretNames(root).flatMap(({ name, path }) => {
    if (!env.has(name)) return [];
    const complaint = { expected: "a name in env or in secrets", found: `${quote(name)} in both` };
    return [{ path, part: "key" as const, complaint }];
  });
}

function eachSecretOnce(tree: YamlTree): RuleFinding[] {
  return repeated(secretNames(fieldsOf(tree.value)), "each secret once");
}

function eachStepOnce(tree: YamlTree): RuleFinding[] {
  const names = items(fieldsOf(tree.value)["verify"]).flatMap((step, index) => {
    const name = fieldsOf(step)["name"];
    return typeof name === "string" ? [{ name: name.trim(), path: ["verify", index, "name"] }] : [];
  });
  return repeated(names, "a name for each step of its own");
}

interface Named {
  readonly name: string;
  readonly path: Path;
}

function secretNames(root: Fields): Named[] {
  return items(root["secrets"]).flatMap((item, index): Named[] => {
    if (typeof item === "string") return [{ name: item, path: ["secrets", index] }];
    const name = fieldsOf(item)["name"];
    return typeof name === "string" ? [{ name, path: ["secrets", index, "name"] }] : [];
  });
}

function repeated(names: readonly Named[], expected: string): RuleFinding[] {
  const seen = new Set<string>();
  return names.flatMap(({ name, path }) => {
    const again = seen.has(name);
    seen.add(name);
    const complaint = { expected, found: `${quote(name)} again` };
    return again ? [{ path, part: "key" as const, complaint }] : [];
  });
}

function customAgentHasCommand(tree: YamlTree): RuleFinding[] {
  const agent = fieldsOf(fieldsOf(tree.value)["agent"]);
  if (agent["use"] !== "custom" || "run" in agent) return [];
  const complaint = {
    expected: "agent.run, the command of the agent,",
    found: "none",
    because: "use: custom needs it",
  };
  return [{ path: ["agent", "use"], part: "key", complaint }];
}

function presetNoneStandsAlone(tree: YamlTree): RuleFinding[] {
  const network = fieldsOf(fieldsOf(tree.value)["network"]);
  return ["setup", "agent"].flatMap((phase) => {
    const presets = items(fieldsOf(network[phase])["presets"]);
    const position = presets.indexOf("none");
    if (position === -1 || presets.length === 1) return [];
    const complaint = { expected: "none alone", found: "none beside other presets" };
    const path = ["network", phase, "presets", position];
    return [{ path, part: "key" as const, complaint }];
  });
}
