import type { Actor } from "../auth/actor.ts";
import { describeNeed, isGranted, onlyReads, type Need } from "../auth/needs.ts";
import type { Repository } from "../state/repositories.ts";
import { tokenReaches } from "../state/tokens.ts";
import type { World } from "../state/world.ts";
import { ApiError, badCredentials, badJwt, notAccessible, notFound } from "./errors.ts";
import type { RepositoryRoute, Route } from "./route.ts";

/**
 * Whether the actor may make the call, and the repository it is about. In GitHub's order: what
 * one may not see is not there (404), and only then what one may not do is refused (403).
 */
export function checkAccess(
  world: World,
  route: Route,
  params: Readonly<Record<string, string>>,
  actor: Actor,
): Repository | undefined {
  switch (route.by) {
    case "app":
      if (actor.kind !== "app") throw badJwt("A JSON web token could not be decoded");
      return undefined;
    case "installation":
      if (actor.kind !== "installation") throw requiresToken(actor);
      return undefined;
    case "anyone":
      if (actor.kind === "app") throw badCredentials();
      return undefined;
    case "repository":
      return checkRepository(world, route, params, actor);
  }
}

function requiresToken(actor: Actor): ApiError {
  return actor.kind === "app" ? badCredentials() : new ApiError(401, "Requires authentication");
}

function checkRepository(
  world: World,
  route: RepositoryRoute,
  params: Readonly<Record<string, string>>,
  actor: Actor,
): Repository {
  if (actor.kind === "app") throw badCredentials();
  const repository = world.repositories.find(params["owner"] ?? "", params["repo"] ?? "");
  if (!repository || !isVisible(repository, actor)) throw notFound();
  const need =
    typeof route.need === "function" ? route.need(repository, paramOf(params)) : route.need;
  checkNeed(actor, need);
  return repository;
}

function paramOf(params: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => params[name] ?? "";
}

/**
 * Stricter than GitHub in one thing: a token does not see public repositories beyond its own,
 * so that a call to the wrong repository is found out.
 */
export function isVisible(repository: Repository, actor: Actor): boolean {
  return actor.kind === "installation"
    ? tokenReaches(actor.token, repository)
    : !repository.private;
}

function checkNeed(actor: Actor, need: Need): void {
  if (actor.kind === "installation") {
    if (!isGranted(actor.token, need)) throw notAccessible(describeNeed(need));
  } else if (!onlyReads(need)) throw new ApiError(401, "Requires authentication");
}
