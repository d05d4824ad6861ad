import type { Need } from "../auth/needs.ts";
import type { OperationName } from "../openapi/operations.ts";
import type { Repository } from "../state/repositories.ts";
import type { Call } from "./call.ts";
import type { Reply } from "./reply.ts";

type Answer = Reply | Promise<Reply>;

/** Only the app itself may call these, with a JWT. */
export interface AppRoute {
  readonly operation: OperationName;
  readonly by: "app";
  readonly handle: (call: Call) => Answer;
}

/** What an installation token opens as such, whatever its repositories. */
export interface InstallationRoute {
  readonly operation: OperationName;
  readonly by: "installation" | "anyone";
  readonly handle: (call: Call) => Answer;
}

export interface RepositoryRoute {
  readonly operation: OperationName;
  readonly by: "repository";
  /** What the token must hold; it may hang on what is asked about. */
  readonly need: Need | ((repository: Repository, param: (name: string) => string) => Need);
  readonly handle: (call: Call) => Answer;
}

export type Route = AppRoute | InstallationRoute | RepositoryRoute;

export function appRoute(operation: OperationName, handle: AppRoute["handle"]): Route {
  return { operation, by: "app", handle };
}

export function repositoryRoute(
  operation: OperationName,
  need: RepositoryRoute["need"],
  handle: RepositoryRoute["handle"],
): Route {
  return { operation, by: "repository", need, handle };
}
