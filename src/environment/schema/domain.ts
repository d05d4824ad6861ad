import { isIP, isIPv4 } from "node:net";
import { domainToASCII } from "node:url";
import { failure, success, type Result } from "../../errors.ts";
import type { Complaint } from "../problem.ts";

const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const LONGEST = 253;

/**
 * A host name in lower case, `*.` and a host name for all names under it, or an IP address.
 *
 * Refused, so that matcher and resolver can never read a host differently: URLs, ports, paths,
 * user information, a dot at the end, names that end in a number, names that are not ASCII.
 */
export function parseHost(text: string, expected = "a domain"): Result<string, Complaint> {
  if (isIP(text) !== 0) return address(text, expected);
  const complaint = shape(text) ?? reserved(text);
  return complaint === null ? success(text) : failure({ expected, ...complaint });
}

type Rest = Omit<Complaint, "expected">;

/** An address has many spellings; only the one that it is printed in is let through. */
function address(text: string, expected: string): Result<string, Complaint> {
  const canonical = isIPv4(text) ? text : new URL(`http://[${withoutZone(text)}]/`).hostname;
  const bare = canonical.replace(/^\[|\]$/g, "");
  if (bare === text) return success(text);
  return failure({ expected, found: "another spelling of an address", suggestion: bare });
}

function withoutZone(text: string): string {
  return text.replace(/%.*$/, "");
}

function shape(text: string): Rest | null {
  if (text.trim() === "") return { found: "an empty text" };
  if (SCHEME.test(text) || text.startsWith("//")) return { found: "a URL", ...hostOfUrl(text) };
  if (/[/?#@]/.test(text)) return { found: "more than a host", ...hostOfUrl(`x://${text}`) };
  if (text === "*") return { found: "every host", because: "access: unrestricted does that" };
  if (text !== text.trim()) return { found: "spaces", suggestion: text.trim() };
  if (text.startsWith(".")) return { found: "a dot at its beginning", suggestion: `*${text}` };
  if (text.endsWith(".")) return { found: "a dot at its end", suggestion: text.slice(0, -1) };
  if (/^.+:[0-9]+$/.test(text)) return { found: "a port", ...hostAndPort(text) };
  if (/[^\x20-\x7e]/.test(text)) return { found: "characters beyond ASCII", ...inAscii(text) };
  if (/[A-Z]/.test(text)) return { found: "capitals", suggestion: text.toLowerCase() };
  return labels(text);
}

function labels(text: string): Rest | null {
  const wildcard = text.startsWith("*.");
  const names = (wildcard ? text.slice(2) : text).split(".");
  const last = names.at(-1) ?? "";
  if (text.length > LONGEST) return { found: `a name of ${text.length} characters` };
  if (names.some((name) => name.includes("*"))) {
    return { found: "a star that is not its first part", because: "only *.NAME is known" };
  }
  if (!names.every((name) => LABEL.test(name))) return { found: "no host name" };
  if (/^(?:[0-9]+|0x[0-9a-f]*)$/.test(last)) return { found: "another spelling of an address" };
  if (wildcard && names.length === 1) return { found: "a whole top-level domain" };
  return null;
}

function reserved(text: string): Rest | null {
  if (/(?:^|\.)localhost$/.test(text)) {
    return {
      found: "the sandbox itself",
      because: "the sandbox reaches its own ports without leave",
    };
  }
  if (/(?:^|\.)berth\.internal$/.test(text)) {
    return { found: "a name that Berth serves itself", because: "it is always reachable" };
  }
  return null;
}

function hostOfUrl(text: string): Rest {
  const host = /^[a-z0-9+.-]*:?\/\/(?:[^/?#]*@)?([^/?#:@]+)/i.exec(text)?.[1]?.toLowerCase();
  return host !== undefined && labels(host) === null ? { suggestion: host } : {};
}

function hostAndPort(text: string): Rest {
  const [host = "", port] = text.split(":");
  return labels(host) === null ? { suggestion: `{host: ${host}, ports: [${port}]}` } : {};
}

function inAscii(text: string): Rest {
  const ascii = domainToASCII(text.replace(/^\*\./, ""));
  if (ascii === "" || labels(ascii) !== null) return {};
  return { suggestion: text.startsWith("*.") ? `*.${ascii}` : ascii };
}
