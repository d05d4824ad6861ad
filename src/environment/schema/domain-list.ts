import { z } from "zod";
import { parseHost } from "./domain.ts";
import { integerBetween, parsedText } from "./parsed-text.ts";

const WEB_PORTS: readonly number[] = [80, 443];

const host = parsedText("a domain", (text) => parseHost(text)).meta({ title: "domain" });

const hostWithPorts = z.strictObject(
  {
    host: host
      .describe("A domain, `*.` and a domain for all names under it, or an IP address.")
      .meta({ examples: ["db.acme.dev"] }),
    ports: z
      .array(integerBetween(1, 65_535))
      .min(1, { error: "at least one port" })
      .prefault([...WEB_PORTS])
      .describe("TCP ports.")
      .meta({ examples: [[8443]] }),
  },
  { error: "a mapping of host and ports" },
);

export const domains = z
  .array(
    z.union([host.transform((name) => ({ host: name, ports: [...WEB_PORTS] })), hostWithPorts]),
  )
  .prefault([])
  .describe(
    "Hosts of an allowlist, besides its presets. A name alone means ports 80 and 443. `*.acme.dev` has all names under acme.dev, not acme.dev itself.",
  )
  .meta({ examples: [["docs.example.com", "*.acme.dev", { host: "db.acme.dev", ports: [8443] }]] });
