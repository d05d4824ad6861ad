import { defineConfig, type OxlintOverride } from "oxlint";
import { ADAPTERS, LAYERS, PACKAGE_OWNERS } from "./layers.config.ts";

interface Restriction {
  group: string[];
  message: string;
}

const ROOMS = LAYERS.flat();
const ADAPTER_ROOMS = Object.entries(ADAPTERS).flatMap(([room, adapters]) =>
  adapters.map((adapter) => `${room}/${adapter}`),
);

function forbiddenRooms(room: string): string[] {
  const row = LAYERS.findIndex((rooms) => rooms.includes(room));
  const above = LAYERS.slice(0, row + 1).flat();
  return above.filter((other) => other !== room && !(room === "cli" && other === "app"));
}

function layerRestriction(room: string): Restriction[] {
  const group = forbiddenRooms(room).flatMap((other) => [`**/${other}/**`, `**/${other}.ts`]);
  return group.length === 0
    ? []
    : [{ group, message: `src/${room} may not import this room: see layers.config.ts.` }];
}

function adapterRestriction(place: string): Restriction[] {
  if (place === "app") return [];
  const group = ADAPTER_ROOMS.flatMap((adapter) =>
    adapter === place ? [] : [`**/${adapter}/**`, `./${adapter.split("/")[1]}/**`],
  );
  return [{ group, message: "Import the port; only app.ts names its adapters." }];
}

function packageRestriction(place: string): Restriction[] {
  const group = Object.entries(PACKAGE_OWNERS)
    .filter(([, owner]) => owner !== place)
    .map(([name]) => name);
  return [{ group, message: "This package belongs to another room: see layers.config.ts." }];
}

const OUTSIDE: Restriction = {
  group: ["**/test/**", "**/scripts/**", "**/bench/**"],
  message: "The product does not import its own tests and scripts.",
};

/** One override per place, since a later override of a rule replaces an earlier one. */
function overrideFor(place: string): OxlintOverride {
  const room = place.split("/")[0] ?? place;
  const patterns = [
    ...layerRestriction(room),
    ...adapterRestriction(place),
    ...packageRestriction(place),
    OUTSIDE,
  ];
  return {
    files: [`src/${place}/**/*.ts`, `src/${place}.ts`],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
}

/** Tests may use adapters and several things in one place; their length tells nothing. */
const TESTS: OxlintOverride = {
  files: ["**/*.test.ts", "test/**/*.ts"],
  rules: {
    "no-restricted-imports": "off",
    "max-lines-per-function": "off",
  },
};

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "vitest", "node"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  rules: {
    "max-lines": ["error", { max: 300 }],
    "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
    "import/no-cycle": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": "error",
    // The compiler already demands a value from every path, and knows when a switch is complete.
    "typescript/consistent-return": "off",
    // A loop that awaits is often an order on purpose: phases, writes to GitHub, file parts.
    "no-await-in-loop": "off",
    // Signal names, process events and test stubs need functions that hold no promise.
    "promise/always-return": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/consistent-function-scoping": "off",
  },
  // Repositories that Berth is shown at work on, untidy ones among them.
  ignorePatterns: ["scripts/demo/repository/**", "test/fixtures/scenarios/*/**"],
  overrides: [...ROOMS.map(overrideFor), ...ADAPTER_ROOMS.map(overrideFor), TESTS],
});
