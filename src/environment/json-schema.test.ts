import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { definitionJsonSchema } from "./json-schema.ts";
import { describedKeys } from "./key-table.ts";

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  definitionJsonSchema(),
);

test("the schema accepts what a file says, in the form in which it says it", () => {
  const text = `
version: 1
image: node:22
runtimes: {node: 22, python: "3.12"}
setup: {before: a, after: b}
env: {A: 1, B: true, C: x}
secrets: [NPM_TOKEN, {name: LICENSE, persist: allowed}]
network: {agent: {access: allowlist, methods: all, domains: [a.example, {host: b.example, ports: [1]}]}}
cache: {ttl: 0}
agent: {timeout: 60m, attempts: 4}
resources: {memory: 4g, cpus: 0.5}
`;
  validate(parse(text));
  expect(validate.errors).toBeNull();
});

test.each([
  "{}",
  "version: 2",
  "version: 1\nunknown: 1",
  "version: 1\nagent: {attempts: 5}",
  "version: 1\nagent: {timeout: 60}",
  "version: 1\nagent: {timeout: 60 minutes}",
  "version: 1\nresources: {memory: 4GB}",
  "version: 1\nenv: {1A: x}",
  "version: 1\nnetwork: {agent: {access: on}}",
  "version: 1\nverify: [{name: a}]",
])("the schema refuses %j", (text) => {
  expect(validate(parse(text))).toBe(false);
});

test("every key has a description, and every default is valid itself", () => {
  expect(describedKeys().filter(({ schema }) => !schema.description)).toEqual([]);
  for (const { path, schema } of describedKeys()) {
    if (schema.default === undefined) continue;
    const check = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    expect([path, check(schema.default)]).toEqual([path, true]);
  }
});

test("every example is valid itself", () => {
  for (const { path, schema } of describedKeys()) {
    const check = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    for (const example of schema.examples ?? [])
      expect([path, check(example)]).toEqual([path, true]);
  }
});
