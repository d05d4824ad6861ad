import { expect, test } from "vitest";
import { describeEngine, PULL } from "./ground.ts";

describeEngine("pulling", (bench) => {
  test("fetches an image with its details, and tells of its progress", async () => {
    const progress: number[] = [];
    const onProgress = (now: { bytesTotal: number }) => progress.push(now.bytesTotal);
    const pulled = await bench().engine.pullImage(bench().ground.open, {
      ...PULL,
      onProgress,
    });
    expect(pulled).toMatchObject({ ok: true, value: { user: "app", volumes: ["/data"] } });
    expect(pulled.ok && pulled.value.digest).toMatch(/^sha256:/);
    expect(progress.at(-1)).toBeGreaterThan(0);
  });

  test("keeps the image that is there, unless it is to look always", async () => {
    const first = await bench().engine.pullImage(bench().ground.open, PULL);
    await bench().ground.replaceOpen();
    const same = await bench().engine.pullImage(bench().ground.open, PULL);
    const other = await bench().engine.pullImage(bench().ground.open, {
      ...PULL,
      policy: "always",
    });
    // Once its name has gone to the other, the first one has only its id to be removed by.
    bench().images.push(first.ok ? first.value.id : "");
    expect(same).toEqual(first);
    expect(other.ok && first.ok && other.value.id !== first.value.id).toBe(true);
  });

  test("of an image that no registry has is a value", async () => {
    const reference = bench().ground.open.replace(/:1$/, ":nowhere");
    expect(await bench().engine.pullImage(reference, PULL)).toMatchObject({
      ok: false,
      failure: { reason: "not-found" },
    });
  });

  test("needs the registry's credentials", async () => {
    const registry = bench().ground.locked.split("/")[0] ?? "";
    const credentials = { username: "robot", password: "s3cret", registry };
    expect(await bench().engine.pullImage(bench().ground.locked, PULL)).toMatchObject({
      ok: false,
      failure: { reason: "denied" },
    });
    expect(
      await bench().engine.pullImage(bench().ground.locked, { ...PULL, credentials }),
    ).toMatchObject({
      ok: true,
    });
  });

  test("is given up where the registry does not finish", async () => {
    for (const reference of bench().ground.stalling) {
      const pulled = await bench().engine.pullImage(reference, { ...PULL, timeoutMs: 1500 });
      expect(pulled).toMatchObject({ ok: false, failure: { reason: "timed-out" } });
    }
  });

  test("is cancelled where the registry does not finish", async () => {
    for (const reference of bench().ground.stalling) {
      const signal = AbortSignal.timeout(1000);
      const pulled = await bench().engine.pullImage(reference, { ...PULL, signal });
      expect(pulled).toMatchObject({ ok: false, failure: { reason: "aborted" } });
    }
  });

  test("is given up where the image is larger than it may be", async () => {
    await bench().ground.replaceOpen();
    const options = { ...PULL, policy: "always", maxBytes: 9 } as const;
    expect(await bench().engine.pullImage(bench().ground.open, options)).toMatchObject({
      ok: false,
      failure: { reason: "too-large" },
    });
  });

  test("leaves null for an image that is not there", async () => {
    expect(await bench().engine.inspectImage("nowhere.test/nothing:1")).toBeNull();
  });
});
