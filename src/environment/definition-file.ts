/** Where a repository has its definition, from its root. */
export const DEFINITION_FILE = ".codex/environment.yml";
