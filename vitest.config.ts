import { defineConfig } from "vitest/config";

/**
 * unit: beside the source, no engine, no network, seconds.
 * contract: what a port promises, run on the real thing and on its fake.
 * e2e: a whole Berth against a local GitHub and a real container engine.
 */
export default defineConfig({
  test: {
    // By default one core is left for the machine; these tests wait more than they work.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
          // Pure code: nothing that one file could leave behind for the next.
          isolate: false,
        },
      },
      {
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts", "test/local-github/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
