import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";

/** A reference to a registry image, taken apart after the distribution grammar. */
export interface ImageReference {
  /** With its port; null where the engine's default registry is meant. */
  readonly host: string | null;
  /** Everything between host and tag. */
  readonly repository: string;
  readonly tag: string | null;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string | null;
}

const HOST =
  /^(?:\[[0-9a-fA-F:]{2,45}\]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::[0-9]{1,5})?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const LONGEST = 512;
const LONGEST_NAME = 255;
const EXPECTED = "the name of a registry image";

/**
 * Reads the name of an image that a registry can give, and writes it with its tag.
 *
 * Engines look up a bare name among the ids of local images too, so a definition could name
 * another repository's snapshot by the beginning of its id. Ids are refused, and a name without
 * tag and digest becomes `NAME:latest`, which no id can be.
 */
export function parseImageReference(text: string): Result<string, Complaint> {
  const complaint = idLike(text);
  if (complaint !== null) return failure({ expected: EXPECTED, ...complaint });
  const reference = splitImageReference(text);
  if (reference === null) return failure({ expected: EXPECTED, ...slip(text) });
  if (isOwnName(reference.repository)) {
    return failure({
      expected: EXPECTED,
      found: "a name of Berth's own",
      because: "berth, berth/... and berth-... are kept for its images",
    });
  }
  const bare = reference.tag === null && reference.digest === null;
  return success(bare ? `${text}:latest` : text);
}

/** Null where the text is not a reference. Says nothing about whether it may be used. */
export function splitImageReference(text: string): ImageReference | null {
  if (text.length > LONGEST) return null;
  const [beforeDigest = "", digest = null, ...more] = text.split("@");
  const colon = beforeDigest.lastIndexOf(":");
  const tagged = colon > beforeDigest.lastIndexOf("/");
  const name = tagged ? beforeDigest.slice(0, colon) : beforeDigest;
  const tag = tagged ? beforeDigest.slice(colon + 1) : null;
  const { host, repository } = splitName(name);
  const valid =
    more.length === 0 &&
    name.length <= LONGEST_NAME &&
    (host === null || HOST.test(host)) &&
    repository.split("/").every((component) => COMPONENT.test(component)) &&
    (tag === null || TAG.test(tag)) &&
    (digest === null || DIGEST.test(digest));
  return valid ? { host, repository, tag, digest } : null;
}

/** The first component is a host where it could not be a part of a repository's name. */
function splitName(name: string): { host: string | null; repository: string } {
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const isHost = first === "localhost" || /[.:A-Z]/.test(first);
  return isHost
    ? { host: first, repository: name.slice(slash + 1) }
    : { host: null, repository: name };
}

function idLike(text: string): Omit<Complaint, "expected"> | null {
  const because = "an id could be any image of this machine";
  if (/^sha256:/i.test(text)) return { found: "an image id", because };
  if (/^[0-9a-f]{7,64}$/i.test(text)) {
    return { found: "what reads as an image id", because: `${because}; a name needs a tag here` };
  }
  return null;
}

function isOwnName(repository: string): boolean {
  const components = repository.split("/");
  return [components[0], components.at(-1)].some(
    (component) => component === "berth" || component?.startsWith("berth-"),
  );
}

function slip(text: string): Omit<Complaint, "expected"> {
  if (text.trim() === "") return { found: "an empty text" };
  const mended = text
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .toLowerCase();
  const found = /^[a-z]+:\/\//i.test(text.trim()) ? { found: "a URL" } : {};
  return mended !== text && splitImageReference(mended) !== null
    ? { ...found, suggestion: mended }
    : found;
}
