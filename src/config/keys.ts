import { createPrivateKey } from "node:crypto";

const MASTER_KEY_BYTES = 32;

/**
 * The PEM text of an RSA private key. A variable cannot always hold line ends, so `\n` may stand
 * for them, or the whole PEM be in base64.
 */
export function readPrivateKey(text: string): string | undefined {
  const unescaped = text.replaceAll(String.raw`\n`, "\n").trim();
  const pem = unescaped.startsWith("-----BEGIN")
    ? unescaped
    : Buffer.from(unescaped, "base64").toString("utf8").trim();
  return isRsaKey(pem) ? `${pem}\n` : undefined;
}

function isRsaKey(pem: string): boolean {
  if (!pem.startsWith("-----BEGIN")) return false;
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

/** 32 bytes, as 64 hex digits or as base64. */
export function readMasterKey(text: string): Uint8Array | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, "hex");
  const key = Buffer.from(text, "base64");
  // Buffer passes over what is not base64, so the way back must lead to the same text.
  const same = key.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "");
  return same && key.length === MASTER_KEY_BYTES ? key : undefined;
}
