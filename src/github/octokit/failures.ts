import { failure, success, TransientError, type Result } from "../../errors.ts";
import { GitHubError, type Rejected } from "../github.ts";

/** GitHub asks for this much where it names no time with a secondary limit. */
const SECONDARY_LIMIT_MS = 60_000;

/** What Octokit throws; without headers, the request did not get an answer. */
interface HttpFault {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>> | null;
}

function faultOf(thrown: unknown): HttpFault | null {
  if (!(thrown instanceof Error) || !("status" in thrown)) return null;
  if (typeof thrown.status !== "number") return null;
  const { status, message } = thrown;
  return { status, message, headers: "response" in thrown ? headersOf(thrown.response) : null };
}

function headersOf(response: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof response !== "object" || response === null || !("headers" in response)) return null;
  return typeof response.headers === "object" ? { ...response.headers } : {};
}

/** Turns what Octokit threw while doing `what` into the port's errors. */
export function githubError(what: string, thrown: unknown): Error {
  const fault = faultOf(thrown);
  if (fault === null) return thrown instanceof Error ? thrown : new Error(String(thrown));
  if (fault.headers === null) {
    return new TransientError(`GitHub could not be reached while ${what}: ${fault.message}`, {
      cause: thrown,
    });
  }
  const retryAfterMs = limitWait(fault);
  if (retryAfterMs !== null) {
    return new TransientError(`GitHub's rate limit was reached while ${what}.`, {
      cause: thrown,
      retryAfterMs,
    });
  }
  const sentence = `GitHub answered ${fault.status} while ${what}: ${fault.message}`;
  // 401: the token ran out under us; the next attempt takes a new one.
  if (fault.status >= 500 || fault.status === 401) {
    return new TransientError(sentence, { cause: thrown });
  }
  return new GitHubError(sentence, fault.status, { cause: thrown });
}

/** Milliseconds to wait where the answer is a limit's; null where it is something else. */
function limitWait({ status, message, headers }: HttpFault): number | null {
  if (status !== 403 && status !== 429) return null;
  const header = (name: string) => Number(headers?.[name] ?? Number.NaN);
  const retryAfter = header("retry-after");
  if (Number.isFinite(retryAfter)) return retryAfter * 1000;
  if (header("x-ratelimit-remaining") === 0) {
    return Math.max(header("x-ratelimit-reset") * 1000 - Date.now(), 1000);
  }
  return status === 429 || /secondary rate limit/i.test(message) ? SECONDARY_LIMIT_MS : null;
}

export async function asking<Value>(what: string, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (thrown) {
    throw githubError(what, thrown);
  }
}

/** The same, where 404 means that there is no such thing. */
export async function askingFor<Value>(
  what: string,
  call: () => Promise<Value>,
): Promise<Value | null> {
  try {
    return await call();
  } catch (thrown) {
    if (faultOf(thrown)?.status === 404) return null;
    throw githubError(what, thrown);
  }
}

/** The same, where 422 means that GitHub finds fault with what is posted. */
export async function posting<Value>(
  what: string,
  call: () => Promise<Value>,
): Promise<Result<Value, Rejected>> {
  try {
    return success(await call());
  } catch (thrown) {
    const fault = faultOf(thrown);
    if (fault?.status === 422) return failure({ detail: fault.message });
    throw githubError(what, thrown);
  }
}
