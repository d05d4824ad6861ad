import { EXIT, printError } from "./output.ts";

const NEEDED = 24;

/** A sentence for whoever starts the program with a Node that it is not tested with. */
export function nodeProblem(version: string): string | null {
  const [major = ""] = version.split(".");
  if (Number(major) >= NEEDED) return null;
  return `berth: Node ${NEEDED} or newer is expected, found ${version}; install it from https://nodejs.org`;
}

export function requireNode(version: string): void {
  const problem = nodeProblem(version);
  if (problem === null) return;
  printError(problem);
  process.exit(EXIT.misuse);
}
