import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DockerEngine } from "../../../src/engine/docker/docker-engine.ts";
import { openEngineDoor, type EngineDoor } from "../../fixtures/engine-outage.ts";
import { TestImages } from "../../fixtures/images.ts";
import { BASE, Bench, dockerGround, PULL } from "./ground.ts";

/** What only the real engine can show: how a hostile container is held, and how an engine dies. */
describe("on the docker engine alone", () => {
  let bench: Bench;
  let door: EngineDoor;

  beforeAll(async () => {
    bench = new Bench(await dockerGround());
    door = await openEngineDoor();
  });

  afterAll(async () => {
    await door.close();
    await bench.cleanUp();
  });

  test("a command is root with five capabilities and no way to gain more", async () => {
    const id = await bench.started();
    const { stdout } = await bench.run(id, ["cat", "/proc/self/status"]);
    // CHOWN 0, DAC_OVERRIDE 1, FOWNER 3, SETGID 6, SETUID 7.
    expect(stdout).toContain("CapBnd:\t00000000000000cb");
    expect(stdout).toContain("CapEff:\t00000000000000cb");
    expect(stdout).toContain("NoNewPrivs:\t1");
    expect(stdout).toMatch(/^Uid:\t0/m);
  });

  test("what is written to volumes is measured, also for several who ask at once", async () => {
    const images = new TestImages();
    try {
      const image = await images.derive("volume", { changes: ["VOLUME /data"] });
      const id = await bench.started({ image });
      await bench.run(id, ["bash", "-c", "head -c 5000000 /dev/zero > /data/file"]);
      const usages = await Promise.all(Array.from({ length: 6 }, () => bench.engine.usage(id)));
      for (const { diskBytes } of usages) expect(diskBytes).toBeGreaterThanOrEqual(5_000_000);
      await bench.engine.removeContainer(id);
    } finally {
      await images.remove();
    }
  });

  test("a command that forks without end stays within its number of processes", async () => {
    const id = await bench.started();
    const bomb = "bomb() { bomb | bomb & }; bomb; sleep 2";
    const running = bench.run(id, ["bash", "-c", bomb], { timeoutMs: 3000 });
    await delay(1500);
    expect((await bench.engine.usage(id)).pids).toBeLessThanOrEqual(128);
    await running;
    await bench.engine.stopContainer(id);
    expect(await bench.isRunning(id)).toBe(false);
  });

  test("a command that eats memory is killed, and its container lives on", async () => {
    const id = await bench.started();
    const { outcome } = await bench.run(id, ["bash", "-c", "head -c 2G /dev/zero | tail"]);
    expect(outcome).toEqual({ kind: "exited", exitCode: 137 });
    expect((await bench.run(id, ["true"])).outcome).toEqual({ kind: "exited", exitCode: 0 });
  });

  test("a command cannot fill the host's disk through the files that the engine mounts", async () => {
    const megabyte = 2 ** 20;
    const id = await bench.started({ limits: { diskBytes: 8 * megabyte } });
    for (const path of ["/etc/hosts", "/etc/resolv.conf", "/etc/hostname"]) {
      const { outcome } = await bench.run(id, ["bash", "-c", `head -c 64M /dev/zero >> ${path}`]);
      expect(outcome).toMatchObject({ kind: "exited", exitCode: 153 });
    }
    const { diskBytes } = await bench.engine.usage(id);
    expect(diskBytes).toBeGreaterThanOrEqual(3 * 16 * megabyte);
    expect(diskBytes).toBeLessThan(4 * 16 * megabyte);
  });

  test("no command can raise what a single file may grow to", async () => {
    const id = await bench.started({ limits: { diskBytes: 8 * 2 ** 20 } });
    const raise = "ulimit -Hf unlimited || ulimit -f unlimited || ulimit -f";
    const { stdout } = await bench.run(id, ["sh", "-c", raise]);
    // Blocks of 512 bytes.
    expect(stdout).toBe("32768\n");
  });

  test("a time-out ends processes that left the command's session, too", async () => {
    const id = await bench.started();
    const mark = `98${process.pid}.5`;
    const script = `setsid sleep ${mark} & exec sleep ${mark}`;
    const running = bench.run(id, ["bash", "-c", script], { timeoutMs: 1000 });
    await delay(600);
    expect(processesWith(mark).length).toBeGreaterThanOrEqual(2);
    await running;
    await delay(100);
    expect(processesWith(mark)).toEqual([]);
  });

  test("a command that ends the first process of its container is told apart", async () => {
    const id = await bench.engine
      .createContainer({
        image: BASE,
        labels: bench.labels,
        command: ["bash", "-c", "trap 'exit 0' TERM; while :; do sleep 600 & wait $!; done"],
        network: "none",
        limits: { cpus: 1, memoryBytes: 2 ** 28, pids: 64, diskBytes: 2 ** 30 },
      })
      .then((created) => created.id);
    await bench.engine.startContainer(id);
    const { outcome } = await bench.run(id, ["bash", "-c", "kill 1; sleep 30"]);
    expect(outcome).toEqual({ kind: "container-stopped", outOfMemory: false });
  });

  test("a command that leaves behind what ends its container does not fail the next", async () => {
    const command = ["bash", "-c", "trap 'exit 0' TERM; while :; do sleep 600 & wait $!; done"];
    const id = await bench.started({ command });
    const leave = "setsid sh -c 'sleep .2; kill 1' >/dev/null 2>&1 </dev/null &";
    let { outcome } = await bench.run(id, ["bash", "-c", leave]);
    // At whatever step of its own the next command meets the end.
    while (outcome.kind === "exited" && outcome.exitCode === 0) {
      ({ outcome } = await bench.run(id, ["true"]));
    }
    expect(outcome).toEqual({ kind: "container-stopped", outOfMemory: false });
  });

  test("the free disk is known of an engine on this machine, and of no other", async () => {
    const { freeDiskBytes } = await bench.engine.capacity();
    expect(freeDiskBytes).toBeGreaterThan(0);
    const server = createServer((_request, response) => {
      response.end(JSON.stringify({ NCPU: 4, MemTotal: 5, DockerRootDir: "/" }));
    });
    vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${await listen(server)}`);
    const capacity = await new DockerEngine().capacity();
    vi.unstubAllEnvs();
    server.close();
    expect(capacity).toEqual({ cpus: 4, memoryBytes: 5, freeDiskBytes: null });
  });

  test("what a service that is no registry answers is not passed on", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(404).end("the inner\nservice's words");
    });
    const reference = `127.0.0.1:${await listen(server)}/x:1`;
    const pulled = await bench.engine.pullImage(reference, PULL);
    server.close();
    expect(pulled).toEqual({
      ok: false,
      failure: { reason: "unreachable", detail: "error parsing HTTP 404 response body" },
    });
  });

  test("an engine that is not there is unavailable", async () => {
    const engine = new DockerEngine({ socketPath: "/nowhere/docker.sock" });
    await expect(engine.info()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("The Docker engine does not answer (ENOENT)"),
    });
  });

  test("an engine that goes away under a command is unavailable, not a failed command", async () => {
    const id = await bench.started();
    const engine = new DockerEngine({ socketPath: door.socketPath });
    const running = engine
      .exec(id, { argv: ["sleep", "30"], timeoutMs: 20_000 })
      .catch((thrown: unknown) => thrown);
    await delay(500);
    await door.close();
    expect(await running).toMatchObject({ name: "EngineError", code: "unavailable" });
    await door.open();
    expect((await engine.info()).name).toBe("docker");
  });
});

async function listen(server: Server): Promise<number | undefined> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
}

/** Processes of this machine, containers' own among them, that carry `mark` as an argument. */
function processesWith(mark: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(mark);
    } catch {
      return false;
    }
  });
}
