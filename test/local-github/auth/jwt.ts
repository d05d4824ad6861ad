import { createVerify } from "node:crypto";
import { badJwt } from "../http/errors.ts";
import type { App } from "../state/app.ts";

const NOT_DECODED = "A JSON web token could not be decoded";
const EXPIRED =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const TOO_LONG = "'Expiration time' claim ('exp') is too far in the future";
const NOT_YET =
  "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

const TEN_MINUTES = 600;
/** How far ahead of GitHub's clock the app's may be. */
const LEEWAY = 60;

export function looksLikeJwt(credential: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(credential);
}

/** Throws GitHub's 401 unless the JWT stands: signed by the app, for itself, for now. */
export function verifyJwt(app: App, jwt: string, now: Date): void {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  if (decode(header)["alg"] !== "RS256") throw badJwt(NOT_DECODED);
  const verifier = createVerify("RSA-SHA256").update(`${header}.${payload}`);
  if (!verifier.verify(app.publicKey, signature, "base64url")) throw badJwt(NOT_DECODED);
  const { iss, exp, iat } = decode(payload);
  if (String(iss) !== String(app.id) && iss !== app.clientId) throw badJwt("Integration not found");
  checkTimes(exp, iat, now.getTime() / 1000);
}

function checkTimes(exp: unknown, iat: unknown, now: number): void {
  if (typeof exp !== "number" || exp <= now) throw badJwt(EXPIRED);
  if (exp > now + TEN_MINUTES) throw badJwt(TOO_LONG);
  if (typeof iat !== "number" || !Number.isInteger(iat) || iat > now + LEEWAY)
    throw badJwt(NOT_YET);
}

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null) return { ...value };
  } catch {
    // Falls through to GitHub's answer.
  }
  throw badJwt(NOT_DECODED);
}
