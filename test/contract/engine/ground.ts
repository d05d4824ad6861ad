import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { baseImageReference } from "../../../scripts/ground/base-image.ts";
import { DockerEngine } from "../../../src/engine/docker/docker-engine.ts";
import type { ContainerLimits, Engine, ExecSpec } from "../../../src/engine/engine.ts";
import { FakeEngine } from "../../../src/engine/fake/fake-engine.ts";
import { startRegistry } from "../../fixtures/registry.ts";

export const BASE = baseImageReference();
export const LIMITS = { cpus: 1, memoryBytes: 512 * 2 ** 20, pids: 128, diskBytes: 2 ** 30 };

export const PULL = { policy: "missing", timeoutMs: 30_000, maxBytes: 2 ** 30 } as const;

/** An engine with a base image, and a registry that it can pull from. */
export interface Ground {
  readonly engine: Engine;
  /** References that a registry serves, once open and once behind a password. */
  readonly open: string;
  readonly locked: string;
  /** References to images that their registry begins to send, and never finishes. */
  readonly stalling: readonly string[];
  /** Points `open` at another image. */
  readonly replaceOpen: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

function fakeGround(): Promise<Ground> {
  const engine = new FakeEngine();
  engine.addImage(BASE);
  const image = (id: string) => ({
    details: {
      id,
      digest: `sha256:d-${id}`,
      user: "app",
      env: { PATH: "/bin" },
      volumes: ["/data"],
      labels: {},
      sizeBytes: 1,
    },
    files: new Map(),
  });
  engine.registry.set("registry.test/open:1", { image: image("sha256:a") });
  engine.registry.set("registry.test/locked:1", { image: image("sha256:b"), password: "s3cret" });
  engine.registry.set("registry.test/slow:1", { image: image("sha256:d"), stalls: true });
  return Promise.resolve({
    engine,
    stalling: ["registry.test/slow:1"],
    open: "registry.test/open:1",
    locked: "registry.test/locked:1",
    replaceOpen: () => {
      engine.registry.set("registry.test/open:1", { image: image("sha256:c") });
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  });
}

export async function dockerGround(): Promise<Ground> {
  const open = await startRegistry();
  const locked = await startRegistry({ username: "robot", password: "s3cret" });
  const slow = await Promise.all([stallingRegistry("manifests"), stallingRegistry("blobs")]);
  const name = `contract-${randomUUID()}`;
  await open.addImage(name, "1", { path: "a", content: "one" });
  await locked.addImage(name, "1", { path: "a", content: "locked" });
  const engine = new DockerEngine();
  const references = [`${open.host}/${name}:1`, `${locked.host}/${name}:1`] as const;
  return {
    engine,
    open: references[0],
    locked: references[1],
    stalling: slow.map(({ reference }) => reference),
    replaceOpen: async () => {
      await open.addImage(name, "1", { path: "a", content: "two" });
    },
    stop: async () => {
      for (const reference of references) await engine.removeImage(reference);
      await Promise.all([open, locked, ...slow].map((registry) => registry.stop()));
    },
  };
}

async function stallingRegistry(kind: "manifests" | "blobs") {
  const registry = await startRegistry();
  await registry.addImage("slow", "1", { path: "a", content: kind });
  registry.stall(kind);
  return { reference: `${registry.host}/slow:1`, stop: () => registry.stop() };
}

/** What the tests do with an engine; everything made through it is removed at the end. */
export class Bench {
  readonly labels = { "berth.contract": randomUUID() };
  readonly images: string[] = [];
  readonly ground: Ground;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  get engine(): Engine {
    return this.ground.engine;
  }

  async create(
    options: {
      image?: string;
      command?: readonly string[];
      limits?: Partial<ContainerLimits>;
    } = {},
  ): Promise<string> {
    const { id } = await this.engine.createContainer({
      image: options.image ?? BASE,
      labels: this.labels,
      command: options.command ?? ["sleep", "600"],
      network: "default",
      limits: { ...LIMITS, ...options.limits },
    });
    return id;
  }

  async started(options: Parameters<Bench["create"]>[0] = {}): Promise<string> {
    const id = await this.create(options);
    const start = await this.engine.startContainer(id);
    if (!start.ok) throw new Error(`A container that must start did not: ${start.failure.detail}`);
    return id;
  }

  async run(id: string, argv: readonly string[], spec: Partial<ExecSpec> = {}) {
    const output = { stdout: "", stderr: "" };
    const outcome = await this.engine.exec(id, {
      argv,
      timeoutMs: 30_000,
      onOutput: (stream, chunk) => {
        output[stream] += Buffer.from(chunk).toString();
      },
      ...spec,
    });
    return { outcome, ...output };
  }

  async isRunning(id: string): Promise<boolean | undefined> {
    const found = await this.engine.listContainers(this.labels);
    return found.find((container) => container.id === id)?.running;
  }

  async cleanUp(): Promise<void> {
    for (const { id } of await this.engine.listContainers(this.labels)) {
      await this.engine.removeContainer(id);
    }
    for (const image of this.images) await this.engine.removeImage(image);
    await this.ground.stop();
  }
}

/** The same tests on the real engine and on its fake: what passes on both is the port's promise. */
export function describeEngine(title: string, tests: (bench: () => Bench) => void): void {
  const grounds = { fake: fakeGround, docker: dockerGround };
  describe.each(Object.entries(grounds))(`on the %s engine, ${title}`, (_name, prepare) => {
    let bench: Bench;
    beforeAll(async () => {
      bench = new Bench(await prepare());
    });
    afterAll(async () => {
      await bench.cleanUp();
    });
    tests(() => bench);
  });
}
