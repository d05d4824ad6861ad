import { authenticate, type Actor } from "../auth/actor.ts";
import { covers } from "../state/app.ts";
import type { Repository } from "../state/repositories.ts";
import { tokenReaches } from "../state/tokens.ts";
import type { World } from "../state/world.ts";
import { ApiError } from "./errors.ts";
import { decodeSegment } from "./segments.ts";

export type GitService = "git-upload-pack" | "git-receive-pack";

export interface GitRequest {
  readonly owner: string;
  readonly name: string;
  readonly service: GitService;
  readonly action: "info/refs" | GitService;
}

/** `/OWNER/REPO.git/info/refs?service=…` and `/OWNER/REPO.git/git-upload-pack`. */
export function parseGitRequest(path: string, query: URLSearchParams): GitRequest | undefined {
  const found =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path);
  if (!found) return undefined;
  const [, owner = "", name = "", action = ""] = found.map(decodeSegment);
  const asked = action === "info/refs" ? query.get("service") : action;
  const service = asked === "git-receive-pack" ? asked : "git-upload-pack";
  const isInfo = action === "info/refs";
  return { owner, name, service, action: isInfo ? "info/refs" : service };
}

const UNAUTHORIZED: Readonly<Record<string, string>> = {
  "www-authenticate": 'Basic realm="GitHub"',
};

export interface GitAccess {
  readonly repository: Repository;
  readonly actor: Actor;
  /** Whether a push may touch workflows. */
  readonly workflows: boolean;
}

/**
 * GitHub's rules for git: nobody known may read what is public; a token reads with
 * `contents: read` and pushes with `contents: write`; the rest is not there, or asks for one.
 */
export function checkGitAccess(
  world: World,
  { owner, name, service }: GitRequest,
  authorization: string | undefined,
): GitAccess {
  const actor = gitActor(world, authorization);
  const repository =
    world.repositories.find(owner, name) ?? world.repositories.findMoved(owner, name);
  if (actor.kind !== "installation") {
    const readable = repository?.private === false && service === "git-upload-pack";
    if (!repository || !readable)
      throw new ApiError(401, "Repository not found.", { headers: UNAUTHORIZED });
    return { repository, actor, workflows: false };
  }
  const { token } = actor;
  const held = token.permissions["contents"];
  if (!repository || !tokenReaches(token, repository) || !covers(held, "read")) {
    throw new ApiError(404, "Repository not found.");
  }
  if (service === "git-receive-pack" && !covers(held, "write")) {
    throw new ApiError(403, "Write access to repository not granted.");
  }
  return { repository, actor, workflows: covers(token.permissions["workflows"], "write") };
}

/** git's own words for a credential that is not good, and the question for another. */
function gitActor(world: World, authorization: string | undefined): Actor {
  try {
    return authenticate(world, authorization);
  } catch {
    throw new ApiError(401, "Invalid username or token.", { headers: UNAUTHORIZED });
  }
}
