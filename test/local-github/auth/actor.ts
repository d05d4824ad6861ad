import { badCredentials } from "../http/errors.ts";
import type { Account } from "../state/accounts.ts";
import type { Token } from "../state/tokens.ts";
import type { World } from "../state/world.ts";
import { looksLikeJwt, verifyJwt } from "./jwt.ts";

/** Who makes a call: the app itself, one of its installations, or nobody known. */
export type Actor =
  | { readonly kind: "app" }
  | { readonly kind: "installation"; readonly token: Token }
  | { readonly kind: "anonymous" };

const ANONYMOUS: Actor = { kind: "anonymous" };

/** Reads an `Authorization` header; a credential that is wrong is worse than none. */
export function authenticate(world: World, header: string | undefined): Actor {
  if (header === undefined) return ANONYMOUS;
  const [, scheme = "", value = ""] = /^(\S+)\s+(\S+)$/.exec(header.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
    case "token":
      return actorFor(world, value);
    case "basic":
      return actorFor(world, passwordOf(value));
    default:
      throw badCredentials();
  }
}

function actorFor(world: World, credential: string): Actor {
  if (looksLikeJwt(credential)) {
    verifyJwt(world.app, credential, world.clock.machine());
    return { kind: "app" };
  }
  const token = world.tokens.find(credential, world.clock.now());
  if (!token || !world.installations.get(token.installation.id)) throw badCredentials();
  return { kind: "installation", token };
}

/** As git sends it: any user name, the token as password. */
function passwordOf(basic: string): string {
  const decoded = Buffer.from(basic, "base64").toString("utf8");
  return decoded.slice(decoded.indexOf(":") + 1);
}

/** The account in whose name an actor writes. */
export function accountOf(world: World, actor: Actor): Account | undefined {
  return actor.kind === "anonymous" ? undefined : world.app.bot;
}
