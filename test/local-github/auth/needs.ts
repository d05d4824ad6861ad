import { covers, type Access } from "../state/app.ts";
import type { Issue } from "../state/issues.ts";
import type { Token } from "../state/tokens.ts";

export interface Grant {
  readonly permission: string;
  readonly access: Access;
}

/** What a call needs: one of these. */
export type Need = readonly Grant[];

export function needs(permission: string, access: Access): Need {
  return [{ permission, access }];
}

export const METADATA = needs("metadata", "read");

/** GitHub names both in its answer, but only the one for the kind of thing is enough. */
export function needsOfIssue(issue: Issue | undefined, access: Access): Need {
  if (!issue) return [...needs("issues", access), ...needs("pull_requests", access)];
  return needs(issue.pull ? "pull_requests" : "issues", access);
}

export function isGranted(token: Token, need: Need): boolean {
  return need.some(({ permission, access }) => covers(token.permissions[permission], access));
}

export function onlyReads(need: Need): boolean {
  return need.every(({ access }) => access === "read");
}

/** As in `x-accepted-github-permissions`. */
export function describeNeed(need: Need): string {
  return need.map(({ permission, access }) => `${permission}=${access}`).join("; ");
}
