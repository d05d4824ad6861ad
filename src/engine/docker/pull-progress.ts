import { z } from "zod";
import type { PullProgress } from "../engine.ts";

const pullMessage = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional() })
    .optional(),
});
export type PullMessage = z.infer<typeof pullMessage>;

/** The daemon's answer to a pull: one JSON object a line. Who leaves early ends the stream. */
export async function* readPullMessages(
  stream: NodeJS.ReadableStream,
): AsyncGenerator<PullMessage, void, undefined> {
  for await (const line of linesOf(stream)) {
    const message = line.trim() === "" ? null : pullMessage.safeParse(JSON.parse(line));
    if (message?.success === true) yield message.data;
  }
}

/** Not by readline, which leaves an error of the stream to nobody. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(Buffer.from(chunk), { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

/** Adds the layers' downloads up, since the daemon tells of each layer on its own. */
export class PullProgressSum {
  readonly #layers = new Map<string, { done: number; total: number }>();

  /** Whether the message changed the sum. */
  add(message: PullMessage): boolean {
    const { id, status, progressDetail } = message;
    if (id === undefined) return false;
    const known = this.#layers.get(id);
    if (status === "Downloading" && progressDetail?.current !== undefined) {
      const { current: done, total = 0 } = progressDetail;
      // A registry need not tell a layer's size.
      this.#layers.set(id, { done, total: Math.max(done, total) });
      return true;
    }
    if (status === "Download complete" && known !== undefined) {
      known.done = known.total;
      return true;
    }
    return false;
  }

  sum(): PullProgress {
    const layers = [...this.#layers.values()];
    return {
      bytesDone: layers.reduce((sum, layer) => sum + layer.done, 0),
      bytesTotal: layers.reduce((sum, layer) => sum + layer.total, 0),
    };
  }
}
