import { isIP } from "node:net";

interface ImageName {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Whether the server lets a definition use an image. `patterns` null: every one of a registry that
 * is not the server's own network's.
 *
 * A pattern is a name as it is written in a definition, host included: `node`,
 * `registry.example.com/acme/*`. In a name `*` stands for anything but a slash, `**` for anything.
 * A pattern without a tag allows all tags and digests. With a tag (`node:22*`) it allows only
 * references that have such a tag and no digest, since an engine that is given both takes the
 * digest and does not look at the tag.
 */
export function isImageAllowed(reference: string, patterns: readonly string[] | null): boolean {
  if (patterns === null) return !isOfOwnNetwork(reference);
  const image = split(reference);
  return patterns.some((pattern) => matches(image, split(pattern)));
}

/**
 * Whether an image's registry is named by an address or by a name that only this server's network
 * knows: an engine that is asked to pull from there talks to whatever service that is, to one on
 * its own machine in plain HTTP.
 */
export function isOfOwnNetwork(reference: string): boolean {
  const { name } = split(reference);
  const host = name.includes("/") ? (name.split("/")[0] ?? "") : "";
  // As engines tell a registry's host from the first part of a name at their hub.
  if (host !== "localhost" && !/[.:A-Z]/.test(host)) return false;
  if (!URL.canParse(`http://${host}`)) return true;
  // URLs know every way to write an address: 127.1, 0x7f000001 …
  const { hostname } = new URL(`http://${host}`);
  return isIP(hostname) !== 0 || hostname.startsWith("[") || isPrivateName(hostname);
}

/** Ends of names that no public registry has; by others a private address can still be reached. */
const PRIVATE_ENDS =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|svc|home\.arpa)\.?$/;

function isPrivateName(hostname: string): boolean {
  return !/\.(?=.)/.test(hostname) || PRIVATE_ENDS.test(hostname);
}

function matches(image: ImageName, pattern: ImageName): boolean {
  if (!glob(pattern.name).test(image.name)) return false;
  if (pattern.digest !== null) return image.digest === pattern.digest;
  if (pattern.tag === null) return true;
  return image.digest === null && glob(pattern.tag).test(image.tag ?? "latest");
}

function split(reference: string): ImageName {
  const [beforeDigest = "", digest = null] = reference.split("@");
  const colon = beforeDigest.lastIndexOf(":");
  if (colon <= beforeDigest.lastIndexOf("/")) return { name: beforeDigest, tag: null, digest };
  return { name: beforeDigest.slice(0, colon), tag: beforeDigest.slice(colon + 1), digest };
}

function glob(pattern: string): RegExp {
  const source = pattern
    .split(/(\*+)/)
    .map((part) => (part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : escaped(part)))
    .join("");
  return new RegExp(`^${source}$`, "s");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** A pattern as above; undefined where a text is none. */
export function readImagePattern(text: string): string | undefined {
  return /^[A-Za-z0-9*[][A-Za-z0-9*[\]._:/@-]{0,511}$/.test(text) ? text : undefined;
}
