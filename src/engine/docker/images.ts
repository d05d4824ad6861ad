import type Dockerode from "dockerode";
import { failure, success, type Result } from "../../errors.ts";
import type {
  EnvironmentVariables,
  ImageDetails,
  PullFailure,
  PullOptions,
  RegistryCredentials,
} from "../engine.ts";
import { askingUnless, detailOf, engineError, statusOf } from "./failures.ts";
import { PullProgressSum, readPullMessages } from "./pull-progress.ts";

export async function inspectImage(
  docker: Dockerode,
  reference: string,
): Promise<ImageDetails | null> {
  try {
    return detailsOf(await docker.getImage(reference).inspect(), reference);
  } catch (thrown) {
    if (statusOf(thrown) === 404) return null;
    throw engineError(`looking at image ${reference}`, thrown);
  }
}

export async function removeImage(docker: Dockerode, id: string): Promise<void> {
  await askingUnless([404], "removing an image", () => docker.getImage(id).remove());
}

export async function pullImage(
  docker: Dockerode,
  reference: string,
  options: PullOptions,
): Promise<Result<ImageDetails, PullFailure>> {
  if (options.policy === "missing") {
    const present = await inspectImage(docker, reference);
    if (present !== null) return success(present);
  }
  const failed = await pullFromRegistry(docker, reference, options);
  if (failed !== null) return failure(failed);
  const details = await inspectImage(docker, reference);
  if (details === null) throw engineError(`pulling ${reference}`, "it is not there afterwards");
  return success(details);
}

async function pullFromRegistry(
  docker: Dockerode,
  reference: string,
  options: PullOptions,
): Promise<PullFailure | null> {
  // The daemon goes on for as long as somebody listens: whoever leaves must hang up.
  const hangUp = new AbortController();
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const reasons = [deadline, hangUp.signal, ...(options.signal ? [options.signal] : [])];
  try {
    const stream = await docker.pull(withTag(reference), {
      authconfig: authConfig(options.credentials ?? null),
      abortSignal: AbortSignal.any(reasons),
    });
    return await followPull(stream, options);
  } catch (thrown) {
    if (options.signal?.aborted === true) return { reason: "aborted", detail: "cancelled" };
    if (deadline.aborted) return { reason: "timed-out", detail: "the registry did not finish" };
    if (statusOf(thrown) === null) throw engineError(`pulling ${reference}`, thrown);
    return pullFailure(detailOf(thrown));
  } finally {
    hangUp.abort();
  }
}

async function followPull(
  stream: NodeJS.ReadableStream,
  { onProgress, maxBytes }: PullOptions,
): Promise<PullFailure | null> {
  const progress = new PullProgressSum();
  for await (const message of readPullMessages(stream)) {
    if (typeof message.error === "string") return pullFailure(message.error);
    if (!progress.add(message)) continue;
    const sum = progress.sum();
    onProgress?.(sum);
    if (sum.bytesTotal > maxBytes) {
      return { reason: "too-large", detail: `${sum.bytesTotal} bytes in its layers` };
    }
  }
  return null;
}

/** Without a tag the daemon would fetch every tag of the repository. */
function withTag(reference: string): string {
  const lastComponent = reference.slice(reference.lastIndexOf("/") + 1);
  return /[:@]/.test(lastComponent) ? reference : `${reference}:latest`;
}

function authConfig(credentials: RegistryCredentials | null): object | undefined {
  if (credentials === null) return undefined;
  return "identityToken" in credentials
    ? { identitytoken: credentials.identityToken, serveraddress: credentials.registry }
    : {
        username: credentials.username,
        password: credentials.password,
        serveraddress: credentials.registry,
      };
}

/**
 * The daemon passes the registry's answer on as a sentence, and its own status does not tell the
 * cases apart; what is not known counts as a registry that could not be asked.
 */
function pullFailure(said: string): PullFailure {
  const detail = withoutBody(said);
  const known = PULL_REASONS.find(([pattern]) => pattern.test(detail));
  return { reason: known?.[1] ?? "unreachable", detail };
}

/**
 * An engine repeats the answer that it could not read, whoever gave it: a definition could have it
 * ask a service that is no registry, and read the service's answer in ours.
 */
function withoutBody(detail: string): string {
  return detail.replace(/(response body|unmarshalling content).*/s, "$1");
}

const PULL_REASONS: readonly (readonly [RegExp, PullFailure["reason"]])[] = [
  [/no matching manifest|does not match the specified platform/i, "wrong-platform"],
  [/unauthorized|authentication required|no basic auth|access denied|denied:/i, "denied"],
  [/not found|manifest unknown|name unknown|does not exist/i, "not-found"],
];

function detailsOf(info: Dockerode.ImageInspectInfo, reference: string): ImageDetails {
  const { Config: config } = info;
  return {
    id: info.Id,
    digest: digestOf(info.RepoDigests, reference),
    user: config.User,
    env: variablesOf(config.Env),
    volumes: Object.keys(config.Volumes ?? {}),
    labels: config.Labels ?? {},
    sizeBytes: info.Size,
  };
}

/** One image may be known by several repositories: the one that was asked for counts first. */
function digestOf(repoDigests: readonly string[] | null, reference: string): string | null {
  const digests = (repoDigests ?? []).map((entry) => entry.split("@"));
  const named = digests.find(([name]) => name !== undefined && reference.includes(name));
  return (named ?? digests[0])?.[1] ?? null;
}

function variablesOf(env: readonly string[] | null | undefined): EnvironmentVariables {
  return Object.fromEntries(
    (env ?? []).map((entry) => {
      const at = entry.indexOf("=");
      return at === -1 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
