import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readMasterKey, readPrivateKey } from "./keys.ts";

const PEM = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

describe("a private key", () => {
  test.each([
    ["a PEM", PEM],
    ["a PEM with backslash and n for its line ends", PEM.replaceAll("\n", "\\n")],
    ["a PEM in base64", Buffer.from(PEM).toString("base64")],
    ["a PEM with space around it", `\n ${PEM} \n`],
  ])("may be %s", (_, text) => {
    expect(readPrivateKey(text)).toBe(PEM);
  });

  test.each([
    "",
    "nonsense",
    "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
  ])("may not be %j", (text) => {
    expect(readPrivateKey(text)).toBeUndefined();
  });

  test("must be an RSA key, as GitHub's are", () => {
    const { privateKey } = generateKeyPairSync("ed25519", {
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    expect(readPrivateKey(privateKey)).toBeUndefined();
  });
});

describe("a master key", () => {
  const key = Buffer.alloc(32, 0xfb);

  test.each([
    ["hex", key.toString("hex")],
    ["base64", key.toString("base64")],
    ["base64 without padding", key.toString("base64").replace("=", "")],
  ])("may be in %s", (_, text) => {
    expect(readMasterKey(text)).toEqual(key);
  });

  test.each([
    ["31 bytes", Buffer.alloc(31).toString("base64")],
    ["33 bytes", Buffer.alloc(33).toString("base64")],
    [
      "base64 with something else in it",
      `${key.toString("base64").slice(0, 20)}!${key.toString("base64").slice(20)}`,
    ],
    ["a password", "correct horse battery staple"],
    ["nothing", ""],
  ])("may not be %s", (_, text) => {
    expect(readMasterKey(text)).toBeUndefined();
  });
});
