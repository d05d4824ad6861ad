import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type Dockerode from "dockerode";
import { aptInstall } from "./engine.ts";
import { command, GroundError, say, step } from "./step.ts";

const RECIPE = join(import.meta.dirname, "base-image", "Dockerfile");
const PUBLIC_BASE = "debian:bookworm-slim";
const DEBIAN_RELEASE = "bookworm";
const DEBIAN_PACKAGES = "git,ca-certificates,curl,python3,python3-pip,python3-venv";
const NODE_VERSION = "24.21.0";
const NPM_VERSION = "11.19.1";
const LOCAL_AUTHORITIES = "/usr/local/share/ca-certificates";

/** The base image's name; it changes with whatever the image is made from. */
export function baseImageReference(): string {
  const hash = createHash("sha256").update(readFileSync(RECIPE));
  hash.update([DEBIAN_RELEASE, DEBIAN_PACKAGES, NODE_VERSION, NPM_VERSION].join("\n"));
  for (const path of localAuthorities()) hash.update(readFileSync(path));
  return `berth/base:${hash.digest("hex").slice(0, 12)}`;
}

/** The image that the demo and the tests run in, built once and then kept by the engine. */
export async function ensureBaseImage(docker: Dockerode): Promise<string> {
  const reference = baseImageReference();
  if (await hasImage(docker, reference)) {
    say("base image", `${reference} is there`);
    return reference;
  }
  const folder = await mkdtemp(join(tmpdir(), "berth-base-image-"));
  try {
    const base = await findBase(docker, folder);
    await step("base image", "fetched Node and npm", () => fetchNode(folder));
    await step("base image", `built ${reference}`, () => build(docker, folder, base, reference));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return reference;
}

async function hasImage(docker: Dockerode, reference: string): Promise<boolean> {
  return (await docker.listImages({ filters: { reference: [reference] } })).length > 0;
}

/** Debian from a registry where one answers, else made here from Debian's packages. */
async function findBase(docker: Dockerode, folder: string): Promise<string> {
  if (await hasImage(docker, PUBLIC_BASE)) return PUBLIC_BASE;
  try {
    await step("base image", `pulled ${PUBLIC_BASE}`, () => pull(docker, PUBLIC_BASE));
    return PUBLIC_BASE;
  } catch {
    say("base image", `no registry answers for ${PUBLIC_BASE}: made from Debian's packages`);
  }
  const root = join(folder, "debian");
  await step("base image", `debootstrap ${DEBIAN_RELEASE}`, () => debootstrap(root));
  const reference = `berth/debian:${DEBIAN_RELEASE}`;
  await step("base image", `imported ${reference}`, () => importRoot(docker, root, reference));
  await rm(root, { recursive: true, force: true });
  return reference;
}

async function pull(docker: Dockerode, reference: string): Promise<void> {
  const stream = await docker.pull(reference);
  await finished(docker, stream);
}

/** The engine tells of a pull's or a build's failure in the stream of its progress. */
function finished(docker: Dockerode, progress: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

async function debootstrap(root: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new GroundError(
      `No image registry answers, and making a base image needs root. Run as root, or give the engine ${PUBLIC_BASE}.`,
    );
  }
  await command("debootstrap", ["--version"]).catch(() => aptInstall(["debootstrap"]));
  const include = `--include=${DEBIAN_PACKAGES}`;
  await command("debootstrap", ["--variant=minbase", include, DEBIAN_RELEASE, root]);
}

async function importRoot(docker: Dockerode, root: string, reference: string): Promise<void> {
  const tarball = `${root}.tar`;
  await command("tar", ["-C", root, "-cf", tarball, "."]);
  const [repo, tag] = reference.split(":");
  const stream = await docker.importImage(tarball, { repo, tag });
  for await (const chunk of stream) void chunk;
  await rm(tarball);
}

/** By npm itself, so that its settings (registry, proxy, authorities) hold here as well. */
async function fetchNode(folder: string): Promise<void> {
  const packages = [`node-linux-${process.arch}@${NODE_VERSION}`, `npm@${NPM_VERSION}`];
  await command("npm", ["pack", "--silent", "--pack-destination", folder, ...packages], {
    cwd: folder,
  });
  for (const name of ["node", "npm"]) {
    const archive = (await readdir(folder)).find((file) => file.startsWith(`${name}-`));
    if (archive === undefined) throw new GroundError(`npm pack left no archive of ${name}.`);
    await mkdir(join(folder, name));
    const into = ["-C", join(folder, name), "--strip-components=1", "--no-same-owner"];
    await command("tar", ["-xzf", join(folder, archive), ...into]);
    await rm(join(folder, archive));
  }
}

async function build(docker: Dockerode, folder: string, base: string, reference: string) {
  await cp(RECIPE, join(folder, "Dockerfile"));
  await mkdir(join(folder, "certificates"));
  for (const path of localAuthorities()) {
    await cp(path, join(folder, "certificates", basename(path)));
  }
  const src = ["Dockerfile", "certificates", "node/bin/node", "npm"];
  const stream = await docker.buildImage(
    { context: folder, src },
    { t: reference, buildargs: { BASE: base }, forcerm: true },
  );
  await finished(docker, stream);
}

function localAuthorities(): string[] {
  try {
    const files = readdirSync(LOCAL_AUTHORITIES).filter((file) => file.endsWith(".crt"));
    return files.toSorted().map((file) => join(LOCAL_AUTHORITIES, file));
  } catch {
    return [];
  }
}
