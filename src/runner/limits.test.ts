import { expect, test } from "vitest";
import { limitsWithin } from "./limits.ts";

const MEGABYTE = 2 ** 20;
const GIGABYTE = 2 ** 30;

const ASKED = { cpus: 2, memoryBytes: 4 * GIGABYTE, pids: 1024, diskBytes: 10 * GIGABYTE };
const LARGE = { cpus: 8, memoryBytes: 32 * GIGABYTE, freeDiskBytes: 100 * GIGABYTE };

test("gives what is asked for where the machine has it", () => {
  expect(limitsWithin(ASKED, LARGE, ASKED)).toEqual({ limits: ASKED, notices: [] });
});

test("gives what the machine has where more is asked for, and says so", () => {
  const asked = {
    cpus: 64,
    memoryBytes: 1024 * GIGABYTE,
    pids: 65_536,
    diskBytes: 4096 * GIGABYTE,
  };
  expect(limitsWithin(asked, LARGE, ASKED)).toEqual({
    limits: {
      cpus: 8,
      memoryBytes: 31.5 * GIGABYTE,
      pids: 16_384,
      diskBytes: 50 * GIGABYTE,
    },
    notices: [
      "`resources.cpus` is 64, and the sandbox gets 8: the server has no more processors.",
      "`resources.memory` is 1 TB, and the sandbox gets 31.5 GB: the server has no more memory to spare.",
      "`resources.pids` is 65536, and the sandbox gets 16384: no server gives more.",
      "`resources.disk` is 4 TB, and the sandbox gets 50 GB: it is half of what is free on the server's disk.",
    ],
  });
});

test("says nothing of what was not asked for, but is the default", () => {
  const machine = { ...LARGE, cpus: 1 };
  expect(limitsWithin(ASKED, machine, ASKED)).toEqual({
    limits: { ...ASKED, cpus: 1 },
    notices: [],
  });
});

test("gives a sandbox that can begin, however little there is", () => {
  const machine = { cpus: 1, memoryBytes: 500 * MEGABYTE, freeDiskBytes: MEGABYTE };
  expect(limitsWithin(ASKED, machine, ASKED).limits).toEqual({
    cpus: 1,
    memoryBytes: 128 * MEGABYTE,
    pids: 1024,
    diskBytes: 128 * MEGABYTE,
  });
});

test("gives no more than is asked for where that is little", () => {
  const asked = { cpus: 0.1, memoryBytes: 64 * MEGABYTE, pids: 32, diskBytes: 128 * MEGABYTE };
  const machine = { cpus: 1, memoryBytes: 500 * MEGABYTE, freeDiskBytes: MEGABYTE };
  expect(limitsWithin(asked, machine, ASKED)).toEqual({ limits: asked, notices: [] });
});

test("leaves the disk's limit where the engine's disk is unknown", () => {
  const asked = { ...ASKED, diskBytes: 4096 * GIGABYTE };
  expect(limitsWithin(asked, { ...LARGE, freeDiskBytes: null }, ASKED).limits).toEqual(asked);
});
