import { z } from "zod";
import { duration, HOUR, SECOND } from "./duration.ts";
import { integerBetween, numberBetween } from "./parsed-text.ts";
import { MEBIBYTE, size, TEBIBYTE } from "./size.ts";

export const resources = z
  .strictObject({
    cpus: numberBetween("a number", 0.1, 128).prefault(2).describe("Processors; fractions count."),
    memory: size(64 * MEBIBYTE, TEBIBYTE)
      .prefault("4g")
      .describe("Memory, in powers of 1024. A process that needs more is killed."),
    pids: integerBetween(32, 65_536)
      .prefault(1024)
      .describe("Processes and threads at the same time. No server gives more than 16384."),
    disk: size(128 * MEBIBYTE, 4 * TEBIBYTE)
      .prefault("10g")
      .describe("What the sandbox may write on top of its image."),
    setup_timeout: duration(SECOND, 6 * HOUR)
      .prefault("30m")
      .describe("When runtimes, dependencies and setup, together, are stopped."),
    maintenance_timeout: duration(SECOND, 6 * HOUR)
      .prefault("10m")
      .describe("When maintenance is stopped, and when start is."),
  })
  .prefault({})
  .transform((limits) => ({
    cpus: limits.cpus,
    memoryBytes: limits.memory,
    pids: limits.pids,
    diskBytes: limits.disk,
    setupTimeoutMs: limits.setup_timeout,
    maintenanceTimeoutMs: limits.maintenance_timeout,
  }))
  .describe(
    "The limits of a sandbox. A server gives no more than it has, and says where it gives less.",
  );
