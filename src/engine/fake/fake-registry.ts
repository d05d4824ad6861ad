import { setTimeout as delay } from "node:timers/promises";
import { failure, success, type Result } from "../../errors.ts";
import type { PullFailure, PullOptions } from "../engine.ts";
import type { FakeImage } from "./fake-container.ts";

/** What a fake registry has under one reference. */
export interface FakeRegistryImage {
  readonly image: FakeImage;
  /** Left out: for everybody. */
  readonly password?: string;
  /** It begins, and never finishes. */
  readonly stalls?: boolean;
  /** 10 where it is left out. */
  readonly layerBytes?: number;
}

export async function fakePull(
  found: FakeRegistryImage | undefined,
  { credentials, onProgress, maxBytes, timeoutMs, signal }: PullOptions,
): Promise<Result<FakeRegistryImage, PullFailure>> {
  if (found === undefined) return failure({ reason: "not-found", detail: "manifest unknown" });
  const password = credentials && "password" in credentials ? credentials.password : undefined;
  if (found.password !== password) return failure({ reason: "denied", detail: "unauthorized" });
  const { layerBytes = 10 } = found;
  onProgress?.({ bytesDone: 0, bytesTotal: layerBytes });
  if (layerBytes > maxBytes) return failure({ reason: "too-large", detail: `${layerBytes} bytes` });
  if (found.stalls !== true) return success(found);
  await delay(timeoutMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  const reason = signal?.aborted === true ? "aborted" : "timed-out";
  return failure({ reason, detail: "the registry did not finish" });
}
