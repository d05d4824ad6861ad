import { describe, expect, test } from "vitest";
import { wordUnknownKey } from "./unknown-key.ts";

describe("an unknown key", () => {
  test.each([
    [["netwrok"], 'unknown key "netwrok"; did you mean "network"?', "network"],
    [["agent", "Timeout"], 'unknown key "Timeout"; did you mean "timeout"?', "timeout"],
    [["install"], 'unknown key "install"; did you mean "setup"?', "setup"],
    [["working-directory"], 'unknown key "working-directory"; did you mean "workdir"?', "workdir"],
    [["secrets", 0, "nam"], 'unknown key "nam"; did you mean "name"?', "name"],
  ])("%j is a slip or another system's word", (path, message, suggestion) => {
    expect(wordUnknownKey(path)).toMatchObject({ message, suggestion });
  });

  test.each([
    [["domains"], "network.agent.domains or network.setup.domains", "network.agent.domains"],
    [["ttl"], "cache.ttl", "cache.ttl"],
    [["agent", "setup_timeout"], "resources.setup_timeout", "resources.setup_timeout"],
    [["attempts"], "agent.attempts", "agent.attempts"],
  ])("%j is told where it belongs", (path, places, suggestion) => {
    const message = `unknown key "${path.at(-1)}"; it belongs at ${places}`;
    expect(wordUnknownKey(path)).toMatchObject({ message, suggestion });
  });

  test("that is like nothing is answered with all keys of its place", () => {
    expect(wordUnknownKey(["cache", "banana"])).toEqual({
      message: 'unknown key "banana"; cache has the keys ttl, prebuild',
      expected: "one of ttl, prebuild",
      found: '"banana"',
      suggestion: null,
    });
  });

  test.each(["privileged", "volumes", "mounts", "devices"])("%s can never be asked for", (key) => {
    expect(wordUnknownKey([key])).toMatchObject({
      message: `unknown key "${key}": no key can mount from the host or ask for privileges`,
      suggestion: null,
    });
  });

  test("with an escape sequence in it is shown, not printed", () => {
    expect(wordUnknownKey(["\u001b[2J"]).message).toMatch(/^unknown key "\\u001b\[2J"; /);
  });
});
