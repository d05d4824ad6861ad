import type { RepositoryRole } from "../github/github.ts";

const MAY_WRITE = new Set(["write", "maintain", "admin"]);
const MAY_NOT = new Set(["none", "read", "triage"]);

/**
 * Whether somebody may have the app work: who may write to the repository. An organisation's own
 * role counts as what it rests on. Who is no collaborator, or whose role is not known, may not;
 * neither the author's association nor a bot's name counts for anything.
 */
export function mayAsk(role: RepositoryRole | null): boolean {
  if (role === null) return false;
  if (MAY_WRITE.has(role.name)) return true;
  return !MAY_NOT.has(role.name) && MAY_WRITE.has(role.base);
}
