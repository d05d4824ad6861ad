import { expect, test } from "vitest";
import { withoutSettings } from "./own-environment.ts";

test("settings of a Berth beside the demo are none of the demo's", () => {
  const settings = {
    BERTH_HANDLE: "bot",
    BERTH_HANDEL: "a slip",
    GHE_HOST: "github.example.com",
    GITHUB_API_URL: "https://github.example.com/api/v3",
    APP_ID: "1",
    PRIVATE_KEY_FILE: "/k",
    WEBHOOK_SECRET: "s",
    WEBHOOK_SECRET_FILE: "/s",
    WEBHOOK_PATH: "/hooks",
  };
  const others = { PATH: "/bin", DOCKER_HOST: "unix:///d.sock", HTTPS_PROXY: "http://p" };
  expect(withoutSettings({ ...settings, ...others })).toEqual(others);
});
