/** One piece of a multiplexed stream, as Docker's attach protocol frames it. */
export interface OutputFrame {
  readonly stream: "stdout" | "stderr";
  readonly chunk: Uint8Array;
}

const HEADER_BYTES = 8;

/**
 * Splits Docker's multiplexed output (an 8-byte header, its first byte the stream, its last four
 * the length) into pieces. A frame is passed on as its bytes arrive, never gathered whole, so a
 * flood costs no memory and a slow reader holds the writer back. docker-modem's own demultiplexer
 * does neither.
 */
export async function* readOutputFrames(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<OutputFrame, void, undefined> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerFilled = 0;
  let left = 0;
  for await (const chunk of source) {
    let offset = 0;
    while (offset < chunk.length) {
      if (left === 0) {
        const taken = Math.min(HEADER_BYTES - headerFilled, chunk.length - offset);
        header.set(chunk.subarray(offset, offset + taken), headerFilled);
        headerFilled += taken;
        offset += taken;
        if (headerFilled < HEADER_BYTES) continue;
        headerFilled = 0;
        left = header.readUInt32BE(4);
        continue;
      }
      const piece = chunk.subarray(offset, offset + left);
      offset += piece.length;
      left -= piece.length;
      yield { stream: header[0] === 2 ? "stderr" : "stdout", chunk: piece };
    }
  }
}
