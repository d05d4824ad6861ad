import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { EngineError } from "../../../src/engine/engine.ts";
import { describeEngine } from "./ground.ts";

describeEngine("a command", (bench) => {
  test("keeps stdout and stderr apart and gives the exit code", async () => {
    const id = await bench().started();
    expect(await bench().run(id, ["sh", "-c", "echo out; echo err >&2; exit 3"])).toEqual({
      outcome: { kind: "exited", exitCode: 3 },
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("passes variables to that command alone", async () => {
    const id = await bench().started();
    const argv = ["sh", "-c", "echo [$GREETING]"];
    expect((await bench().run(id, argv, { env: { GREETING: "hello" } })).stdout).toBe("[hello]\n");
    expect((await bench().run(id, argv)).stdout).toBe("[]\n");
  });

  test("starts it in the directory asked for", async () => {
    const id = await bench().started();
    expect((await bench().run(id, ["pwd"], { cwd: "/tmp" })).stdout).toBe("/tmp\n");
  });

  test("feeds its input and closes it", async () => {
    const id = await bench().started();
    const stdin = Readable.from([Buffer.from("one "), Buffer.from("two")]);
    expect((await bench().run(id, ["cat"], { stdin })).stdout).toBe("one two");
  });

  test("gives it an empty input where none was passed", async () => {
    const id = await bench().started();
    expect(await bench().run(id, ["cat"])).toMatchObject({ outcome: { exitCode: 0 }, stdout: "" });
  });

  test("tells of a program that is not there by exit code 127 or 126", async () => {
    const id = await bench().started();
    const { outcome } = await bench().run(id, ["no-such-program"]);
    expect(outcome.kind === "exited" && [126, 127].includes(outcome.exitCode)).toBe(true);
  });

  test("loses no byte of a flood, and never hands over two pieces at once", async () => {
    const id = await bench().started();
    const bytes = 20_000_000;
    let seen = 0;
    let atOnce = 0;
    let worst = 0;
    await bench().engine.exec(id, {
      argv: ["head", "-c", String(bytes), "/dev/zero"],
      timeoutMs: 60_000,
      onOutput: async (_stream, chunk) => {
        atOnce += 1;
        worst = Math.max(worst, atOnce);
        await delay(0);
        seen += chunk.length;
        atOnce -= 1;
      },
    });
    expect({ seen, worst }).toEqual({ seen: bytes, worst: 1 });
  });

  test("ends it at its time-out, and every other process of the container with it", async () => {
    const id = await bench().started();
    const other = bench().run(id, ["sleep", "60"]);
    const { outcome } = await bench().run(id, ["sleep", "60"], { timeoutMs: 300 });
    expect(outcome).toEqual({ kind: "timed-out" });
    expect((await other).outcome).not.toEqual({ kind: "exited", exitCode: 0 });
    expect(await bench().isRunning(id)).toBe(false);
  });

  test("ends it when it is cancelled", async () => {
    const id = await bench().started();
    const signal = AbortSignal.timeout(300);
    const { outcome } = await bench().run(id, ["sleep", "60"], { signal });
    expect(outcome).toEqual({ kind: "aborted" });
  });

  test("goes on in the same files after a time-out, once started again", async () => {
    const id = await bench().started();
    await bench().run(id, ["sh", "-c", "echo kept > /tmp/kept"]);
    await bench().run(id, ["sleep", "60"], { timeoutMs: 300 });
    await bench().engine.startContainer(id);
    expect((await bench().run(id, ["cat", "/tmp/kept"])).stdout).toBe("kept\n");
  });

  test("is told of a container that has ended since it was started", async () => {
    const id = await bench().started({ command: ["sleep", "1.5"] });
    await delay(2500);
    const { outcome } = await bench().run(id, ["true"]);
    expect(outcome).toEqual({ kind: "container-stopped", outOfMemory: false });
    await bench().engine.startContainer(id);
    expect((await bench().run(id, ["true"])).outcome).toEqual({ kind: "exited", exitCode: 0 });
  });

  test("is an error in a container that is not there or was never started", async () => {
    await expect(bench().run("0".repeat(64), ["true"])).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(bench().run(await bench().create(), ["true"])).rejects.toBeInstanceOf(EngineError);
  });

  test("hands on what the reader of the output throws", async () => {
    const id = await bench().started();
    const onOutput = () => Promise.reject(new Error("the reader's own"));
    await expect(bench().run(id, ["echo", "x"], { onOutput })).rejects.toThrow("the reader's own");
  });
});
