import { EngineError } from "../engine.ts";

/** What dockerode throws: an HTTP answer of the daemon, or a socket error of Node's. */
interface DockerFault {
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly json?: { readonly message?: unknown };
  readonly message?: unknown;
}

function faultOf(thrown: unknown): DockerFault {
  return typeof thrown === "object" && thrown !== null ? thrown : {};
}

export function statusOf(thrown: unknown): number | null {
  const { statusCode } = faultOf(thrown);
  return typeof statusCode === "number" ? statusCode : null;
}

/** The daemon's own sentence, without dockerode's prefix. */
export function detailOf(thrown: unknown): string {
  const { json, message } = faultOf(thrown);
  if (typeof json?.message === "string") return json.message;
  // Where the answer was to be a stream, dockerode has it in its message only.
  const text = typeof message === "string" ? message : String(thrown);
  return text.replace(/^\(HTTP code \d+\) [^-]+ - /, "");
}

/** Socket errors that mean: no daemon behind this address, or one that is going away. */
const UNAVAILABLE_CODES = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "EACCES",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
]);

/** Turns whatever dockerode threw while doing `what` into the port's error. */
export function engineError(what: string, thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const { code } = faultOf(thrown);
  if (typeof code === "string" && UNAVAILABLE_CODES.has(code)) {
    const message = `The Docker engine does not answer (${code}) while ${what}.`;
    return new EngineError("unavailable", message, { cause: thrown });
  }
  const kind = statusOf(thrown) === 404 ? "not-found" : "failed";
  return new EngineError(kind, `Docker failed while ${what}: ${detailOf(thrown)}`, {
    cause: thrown,
  });
}

/** Runs one call to the daemon; whatever it throws becomes an `EngineError`. */
export async function asking<Value>(what: string, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (thrown) {
    throw engineError(what, thrown);
  }
}

/** The same, where an answer of one of `statuses` says that there is nothing left to do. */
export async function askingUnless(
  statuses: readonly number[],
  what: string,
  call: () => Promise<unknown>,
): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    const status = statusOf(thrown);
    if (status === null || !statuses.includes(status)) throw engineError(what, thrown);
  }
}
