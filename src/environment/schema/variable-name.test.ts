import { expect, test } from "vitest";
import { parseVariableName } from "./variable-name.ts";

test.each(["PATH", "NODE_ENV", "_x", "lower", "home", "NODE_OPTIONS", "GIT_AUTHOR_NAME"])(
  "%s may be set",
  (name) => {
    expect(parseVariableName(name)).toEqual({ ok: true, value: name });
  },
);

test.each([
  ["BERTH_TOKEN", "BERTH_* is Berth's own"],
  ["CODEX_ENV_NODE_VERSION", "CODEX_ENV_* is set from runtimes"],
  ["CODEX_HOME", "the agent's own files are there"],
  ["https_proxy", "Berth points it at the gateway"],
  ["NO_PROXY", "Berth points it at the gateway"],
  ["LD_PRELOAD", "it loads code into every process"],
  ["BASH_ENV", "it runs before every script"],
  ["ENV", "it runs before every script"],
  ["BASH_FUNC_ls", "it runs before every script"],
  ["IFS", "it changes how scripts are read"],
  ["HOME", "setup leaves settings there, such as ~/.bashrc"],
  ["USER", "the container sets it"],
  ["PWD", "the shell sets it"],
  ["_", "the shell sets it"],
  ["GIT_DIR", "it leads git away from the checkout that the diff is made of"],
])("%s is reserved: %s", (name, because) => {
  expect(parseVariableName(name)).toEqual({
    ok: false,
    failure: { expected: "a name of your own", found: "a reserved name", because },
  });
});

test.each(["", "1A", "A=B", "A B C", "A\0", "A\n", "Ä", "BASH_FUNC_x%%", "A".repeat(256)])(
  "%j is no variable name",
  (name) => {
    expect(parseVariableName(name).ok).toBe(false);
  },
);

test("a dash is mended to an underscore", () => {
  expect(parseVariableName("MY-VAR")).toMatchObject({ failure: { suggestion: "MY_VAR" } });
});
