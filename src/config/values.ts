import { isIP, isIPv6 } from "node:net";
import { isAbsolute } from "node:path";

/** Each function gives undefined for a text that is not what its name says. */

export function readInteger(min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
}

export function readChoice<const Choice extends string>(
  choices: readonly Choice[],
): (text: string) => Choice | undefined {
  return (text) => choices.find((choice) => choice === text);
}

export function readPattern(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

/** The parts of a text between commas, spaces and line ends; none of it may be wrong. */
export function readList<Item>(
  readItem: (text: string) => Item | undefined,
): (text: string) => Item[] | undefined {
  return (text) => {
    const parts = text.split(/[\s,]+/).filter((part) => part !== "");
    const items = parts.map(readItem).filter((item) => item !== undefined);
    return items.length === parts.length && items.length > 0 ? items : undefined;
  };
}

export function readAbsolutePath(text: string): string | undefined {
  return isAbsolute(text) && !text.includes("\0") ? text : undefined;
}

/** An http or https URL without credentials, query and fragment; without a slash at its end. */
export function readHttpUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, search, hash, href } = new URL(text);
  const plain = username === "" && password === "" && search === "" && hash === "";
  return plain && /^https?:$/.test(protocol) ? href.replace(/\/+$/, "") : undefined;
}

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** A host name or an IP address to listen on. */
export function readHost(text: string): string | undefined {
  return isIP(text) !== 0 || HOST_NAME.test(text) ? text : undefined;
}

/** A host name, with a port where it has one; in lower case. */
export function readHostAndPort(text: string): string | undefined {
  const [host = "", port, ...more] = text.split(":");
  const valid = HOST_NAME.test(host) && more.length === 0 && (port === undefined || isPort(port));
  return valid ? text.toLowerCase() : undefined;
}

function isPort(text: string): boolean {
  return readInteger(1, 65_535)(text) !== undefined;
}

/** `10.0.0.0/8` or `fd00::/8`; an address alone is the network of itself. */
export function readNetwork(text: string): string | undefined {
  const [address = "", prefix, ...more] = text.split("/");
  const bits = isIPv6(address) ? 128 : 32;
  if (isIP(address) === 0 || address.includes("%") || more.length > 0) return undefined;
  if (prefix === undefined) return `${address}/${bits}`;
  return readInteger(0, bits)(prefix) === undefined ? undefined : text;
}

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ["m", 1024 ** 2],
  ["g", 1024 ** 3],
  ["t", 1024 ** 4],
]);

/** `512m`, `20g` or `1t` in powers of 1024, as bytes: the sizes of the definition. */
export function readSize(text: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,6})([mgt])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * (SIZE_UNITS.get(unit) ?? 0);
}

/** What is wrong with the content of a JSON file, none of it repeated: it may hold a secret. */
export function jsonProblem(content: string): string | null {
  try {
    JSON.parse(content);
    return null;
  } catch {
    return "it is no JSON";
  }
}
