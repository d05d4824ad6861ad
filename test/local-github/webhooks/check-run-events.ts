import { checkRunJson, checkSuiteJson } from "../payloads/check-run.ts";
import type { JsonObject } from "../payloads/json.ts";
import type { Account } from "../state/accounts.ts";
import type { CheckRun } from "../state/checks.ts";
import type { World } from "../state/world.ts";
import type { Sending } from "./webhooks.ts";

export function sendCheckRunEvent(
  world: World,
  action: "created" | "completed" | "rerequested" | "requested_action",
  run: CheckRun,
  sender: Account,
  sending: Sending,
  more: JsonObject = {},
): void {
  world.webhooks.send({
    deliver: sending.deliver,
    event: "check_run",
    action,
    repository: run.suite.repository,
    sender,
    payload: {
      check_run: { ...checkRunJson(world, run), check_suite: checkSuiteJson(world, run.suite) },
      ...more,
    },
  });
}
