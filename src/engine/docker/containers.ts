import { Transform, type Readable } from "node:stream";
import type Dockerode from "dockerode";
import { failure, success, type Result } from "../../errors.ts";
import {
  EngineError,
  type CommitSpec,
  type ContainerSummary,
  type Labels,
  type StartFailure,
} from "../engine.ts";
import { asking, askingUnless, detailOf, engineError, statusOf } from "./failures.ts";

export async function startContainer(
  container: Dockerode.Container,
): Promise<Result<void, StartFailure>> {
  try {
    await container.start();
    return success(undefined);
  } catch (thrown) {
    const detail = detailOf(thrown);
    if (/executable file not found|no such file or directory: unknown/.test(detail)) {
      return failure({ reason: "command-not-found", detail });
    }
    if (statusOf(thrown) === 400) return failure({ reason: "failed", detail });
    throw engineError("starting a container", thrown);
  }
}

export async function stopContainer(
  container: Dockerode.Container,
  graceSeconds: number,
): Promise<void> {
  // 304: it is stopped already; 404: it is gone.
  await askingUnless([304, 404], "stopping a container", () => container.stop({ t: graceSeconds }));
}

export async function removeContainer(container: Dockerode.Container): Promise<void> {
  // 409: somebody else is removing it just now.
  await askingUnless([404, 409], "removing a container", () =>
    container.remove({ force: true, v: true }),
  );
}

/**
 * Disconnects while the container is stopped and joins it to `none`, so that the engine has no
 * network to give back at the next start; then looks whether it is so.
 */
export async function disconnectNetworks(docker: Dockerode, id: string): Promise<void> {
  const container = docker.getContainer(id);
  const before = await networksOf(container);
  if (before.length === 1 && before[0] === "none") return;
  for (const name of before) {
    await asking("disconnecting a network", () =>
      docker.getNetwork(name).disconnect({ Container: id, Force: true }),
    );
  }
  await asking("joining no network", () => docker.getNetwork("none").connect({ Container: id }));
  const after = await networksOf(container);
  if (after.length !== 1 || after[0] !== "none") {
    throw new EngineError(
      "failed",
      `Expected a container without networks after disconnecting it, found: ${after.join(", ")}.`,
    );
  }
}

async function networksOf(container: Dockerode.Container): Promise<string[]> {
  const info = await asking("looking at a container", () => container.inspect());
  return Object.keys(info.NetworkSettings.Networks);
}

export async function putArchive(
  container: Dockerode.Container,
  path: string,
  tar: Readable,
): Promise<void> {
  const { State: state } = await asking("looking at a container", () => container.inspect());
  if (state.Running) {
    throw new EngineError("failed", "Expected a container that is not running to unpack a tar in.");
  }
  // Errors of the source must end the request too, which pipe() alone does not see to.
  const body = tar.pipe(refuseCompressed());
  tar.on("error", (thrown) => body.destroy(thrown));
  await asking("unpacking a tar", () => container.putArchive(body, { path }));
}

/** Where the name of the format stands in the first block of a tar. */
const TAR_MAGIC_AT = 257;

/**
 * Vulnerable engines hand a compressed body to a decompressor of the container's, as root on the
 * host (GHSA-x86f-5xw2-fm2r): nothing but a plain tar gets through.
 */
function refuseCompressed(): Transform {
  let head: Buffer | null = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (head === null) return done(null, chunk);
      head = Buffer.concat([head, chunk]);
      if (head.length < TAR_MAGIC_AT + 5) return done();
      const isTar = head.toString("latin1", TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === "ustar";
      const first = head;
      head = null;
      return isTar ? done(null, first) : done(new Error("Expected an uncompressed tar."));
    },
    flush(done) {
      done(head === null ? null : new Error("Expected an uncompressed tar, found less than one."));
    },
  });
}

/**
 * Variables and labels that the container or its image had, and that `spec` does not set, are
 * overwritten with an empty value: a commit cannot leave them out.
 */
export async function commitContainer(
  container: Dockerode.Container,
  spec: CommitSpec,
): Promise<string> {
  // The engine has put the image's own variables and labels among the container's.
  const { Config: inherited } = await asking("looking at a container", () => container.inspect());
  const inheritedEnv = inherited.Env.map((entry) => entry.split("=", 1)[0] ?? entry);
  const env = Object.entries({ ...emptied(inheritedEnv), ...spec.env });
  const options = {
    _query: { container: container.id, pause: false },
    _body: {
      Env: env.map(([name, value]) => `${name}=${value}`),
      Labels: { ...emptied(Object.keys(inherited.Labels)), ...spec.labels },
    },
  };
  const answer: unknown = await asking("committing a container", () => container.commit(options));
  if (typeof answer === "object" && answer !== null && "Id" in answer) return String(answer.Id);
  throw new EngineError("failed", "Docker committed a container and did not name the image.");
}

function emptied(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, ""]));
}

export async function listContainers(
  docker: Dockerode,
  labels: Labels,
): Promise<readonly ContainerSummary[]> {
  const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const found = await asking("listing containers", () =>
    docker.listContainers({ all: true, filters: { label } }),
  );
  return found.map((container) => ({
    id: container.Id,
    labels: container.Labels,
    running: container.State === "running",
    createdAt: container.Created,
  }));
}
