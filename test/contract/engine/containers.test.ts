import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { EngineError } from "../../../src/engine/engine.ts";
import { BASE, describeEngine, LIMITS } from "./ground.ts";

describeEngine("a container", (bench) => {
  test("that cannot start for want of its program is a value", async () => {
    const id = await bench().create({ command: ["no-such-program"] });
    expect(await bench().engine.startContainer(id)).toMatchObject({
      ok: false,
      failure: { reason: "command-not-found" },
    });
  });

  test("has a loopback interface only after its networks were disconnected", async () => {
    const id = await bench().started();
    expect((await bench().run(id, ["cat", "/proc/net/dev"])).stdout).toContain("eth0:");
    await bench().engine.stopContainer(id);
    await bench().engine.disconnectNetworks(id);
    await bench().engine.startContainer(id);
    const { stdout } = await bench().run(id, ["cat", "/proc/net/dev"]);
    expect(stdout).toContain("lo:");
    expect(stdout).not.toContain("eth0:");
  });

  test("is stopped and removed without error, also twice", async () => {
    const id = await bench().started();
    await bench().engine.stopContainer(id);
    await bench().engine.stopContainer(id);
    expect(await bench().isRunning(id)).toBe(false);
    await bench().engine.removeContainer(id);
    await bench().engine.removeContainer(id);
    await bench().engine.stopContainer(id);
    expect(await bench().isRunning(id)).toBeUndefined();
  });

  test("is listed by all of its labels", async () => {
    const extra = { ...bench().labels, "berth.role": "build" };
    const { id } = await bench().engine.createContainer({
      image: BASE,
      labels: extra,
      command: ["sleep", "600"],
      network: "none",
      limits: LIMITS,
    });
    const found = await bench().engine.listContainers(extra);
    expect(found.map((container) => container.id)).toEqual([id]);
    expect(found[0]?.labels).toMatchObject(extra);
  });

  test("tells what it wrote on top of its image", async () => {
    const id = await bench().started();
    const before = await bench().engine.usage(id);
    await bench().run(id, ["sh", "-c", "head -c 3000000 /dev/zero > /big"]);
    const after = await bench().engine.usage(id);
    expect(after.diskBytes - before.diskBytes).toBeGreaterThanOrEqual(3_000_000);
    expect(after.pids).toBeGreaterThan(0);
  });
});

describeEngine("the machine", (bench) => {
  test("has as much as a container may be given", async () => {
    const { cpus, memoryBytes, freeDiskBytes } = await bench().engine.capacity();
    expect(Math.min(cpus, memoryBytes, freeDiskBytes ?? 1)).toBeGreaterThan(0);
    const limits = { cpus, memoryBytes, pids: 16_384, diskBytes: freeDiskBytes ?? 2 ** 30 };
    const id = await bench().create({ limits });
    expect(await bench().engine.startContainer(id)).toMatchObject({ ok: true });
  });
});

describeEngine("an archive", (bench) => {
  function tarball(): Readable {
    const archive = pack();
    archive.entry({ name: "note.txt" }, "from the archive");
    archive.finalize();
    return Readable.from(archive);
  }

  test("is unpacked in a container that is not running", async () => {
    const id = await bench().create();
    await bench().engine.putArchive(id, "/tmp", tarball());
    await bench().engine.startContainer(id);
    expect((await bench().run(id, ["cat", "/tmp/note.txt"])).stdout).toBe("from the archive");
  });

  test("is refused by a running container", async () => {
    const id = await bench().started();
    await expect(bench().engine.putArchive(id, "/tmp", tarball())).rejects.toBeInstanceOf(
      EngineError,
    );
  });

  test("is refused where it is compressed", async () => {
    const id = await bench().create();
    const body = gzipSync(await buffer(tarball()));
    const compressed = Readable.from([body]);
    await expect(bench().engine.putArchive(id, "/tmp", compressed)).rejects.toBeInstanceOf(
      EngineError,
    );
  });
});

describeEngine("a commit", (bench) => {
  test("keeps the files, and no variable or label but those given", async () => {
    const id = await bench().started();
    await bench().run(id, ["sh", "-c", "echo kept > /kept"]);
    await bench().engine.stopContainer(id);
    const path = "/usr/local/bin:/usr/bin:/bin";
    const image = await bench().engine.commitContainer(id, {
      env: { PATH: path },
      labels: { a: "b" },
    });
    bench().images.push(image);
    const details = await bench().engine.inspectImage(image);
    expect(details?.env.PATH).toBe(path);
    const others = Object.entries(details?.env ?? {}).filter(([name]) => name !== "PATH");
    expect(others.every(([, value]) => value === "")).toBe(true);
    expect(details?.labels).toMatchObject({ a: "b", "berth.contract": "" });
    const next = await bench().create({ image });
    await bench().engine.startContainer(next);
    expect((await bench().run(next, ["cat", "/kept"])).stdout).toBe("kept\n");
    await bench().engine.removeContainer(next);
  });
});
