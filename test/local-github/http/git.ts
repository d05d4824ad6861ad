import type { IncomingMessage, ServerResponse } from "node:http";
import { afterPush } from "../actions/pushes.ts";
import type { Actor } from "../auth/actor.ts";
import { listRefs } from "../git/bare-repository.ts";
import { NO_COMMIT } from "../git/commits.ts";
import { runHttpBackend } from "../git/http-backend.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import type { RefChange } from "../webhooks/push-events.ts";
import { ApiError } from "./errors.ts";
import { checkGitAccess, type GitAccess, type GitRequest } from "./git-access.ts";

/** Serves one request of a git client; resolves with who made it. */
export async function answerGit(
  world: World,
  request: GitRequest,
  search: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Actor> {
  let access: GitAccess;
  try {
    access = checkGitAccess(world, request, incoming.headers.authorization);
  } catch (thrown) {
    refuse(thrown, incoming, outgoing);
    return { kind: "anonymous" };
  }
  const serve = (): Promise<void> =>
    runHttpBackend(
      {
        folder: access.repository.folder,
        action: request.action,
        search,
        user: world.app.bot.login,
        mayTouchWorkflows: access.workflows,
      },
      incoming,
      outgoing,
    );
  if (request.action === "git-receive-pack") await receive(world, access.repository, serve);
  else await serve();
  return access.actor;
}

/** git clients show a plain text body to their user, line by line as `remote: …`. */
function refuse(thrown: unknown, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (!(thrown instanceof ApiError)) throw thrown;
  incoming.resume();
  outgoing.writeHead(thrown.status, { "content-type": "text/plain", ...thrown.headers });
  outgoing.end(`${thrown.message}\n`);
}

const pushes = new WeakMap<Repository, Promise<void>>();

/** One push at a time, so that what each changed can be told by the refs before and after. */
async function receive(
  world: World,
  repository: Repository,
  serve: () => Promise<void>,
): Promise<void> {
  const turn = (pushes.get(repository) ?? Promise.resolve()).then(async () => {
    const before = await listRefs(repository.folder);
    await serve();
    for (const change of changesBetween(before, await listRefs(repository.folder))) {
      await afterPush(world, repository, change, world.app.bot);
    }
  });
  pushes.set(
    repository,
    turn.catch(() => undefined),
  );
  await turn;
}

function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): RefChange[] {
  const refs = [...new Set([...before.keys(), ...after.keys()])];
  return refs
    .map((ref) => ({
      ref,
      before: before.get(ref) ?? NO_COMMIT,
      after: after.get(ref) ?? NO_COMMIT,
    }))
    .filter((change) => change.before !== change.after);
}
