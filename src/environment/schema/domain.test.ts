import { expect, test } from "vitest";
import { parseHost } from "./domain.ts";

test.each([
  "example.com",
  "docs.example.com",
  "*.acme.dev",
  "xn--bcher-kva.example",
  "gitlab",
  "a_b.example.com",
  "10.1.2.3",
  "2001:db8::1",
])("%s is taken as it is", (text) => {
  expect(parseHost(text)).toEqual({ ok: true, value: text });
});

test.each([
  ["https://example.com/*", "a URL", "example.com"],
  ["https://user:pass@Example.com:8443/x", "a URL", "example.com"],
  ["//example.com", "a URL", "example.com"],
  ["example.com/path", "more than a host", "example.com"],
  ["evil.example#example.com", "more than a host", "evil.example"],
  ["example.com@evil.example", "more than a host", "evil.example"],
  ["example.com:8443", "a port", "{host: example.com, ports: [8443]}"],
  ["Example.COM", "capitals", "example.com"],
  ["example.com.", "a dot at its end", "example.com"],
  [".example.com", "a dot at its beginning", "*.example.com"],
  [" example.com", "spaces", "example.com"],
  ["bücher.example", "characters beyond ASCII", "xn--bcher-kva.example"],
  ["*.bücher.example", "characters beyond ASCII", "*.xn--bcher-kva.example"],
  ["2001:DB8:0::1", "another spelling of an address", "2001:db8::1"],
])("%s is refused as %s, and %s suggested", (text, found, suggestion) => {
  expect(parseHost(text)).toEqual({
    ok: false,
    failure: { expected: "a domain", found, suggestion },
  });
});

test.each([
  ["*", "every host"],
  ["", "an empty text"],
  ["*.com", "a whole top-level domain"],
  ["foo.*.com", "a star that is not its first part"],
  ["*foo.example.com", "a star that is not its first part"],
  ["2130706433", "another spelling of an address"],
  ["127.1", "another spelling of an address"],
  ["0x7f.0.0.1", "another spelling of an address"],
  ["example.0x7f", "another spelling of an address"],
  ["-a.example.com", "no host name"],
  ["a..example.com", "no host name"],
  ["a\0.example.com", "characters beyond ASCII"],
  [`${"a.".repeat(130)}com`, "a name of 263 characters"],
  ["localhost", "the sandbox itself"],
  ["app.localhost", "the sandbox itself"],
  ["model.berth.internal", "a name that Berth serves itself"],
])("%j is refused as %s", (text, found) => {
  expect(parseHost(text)).toMatchObject({ ok: false, failure: { found } });
});
