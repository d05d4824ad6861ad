import { open, type FileHandle } from "node:fs/promises";
import { MAX_DEFINITION_BYTES } from "../environment/parse.ts";
import { visible } from "../environment/visible.ts";
import { DEFINITION_FILE } from "../environment/definition-file.ts";
import { CommandError, EXIT } from "./output.ts";

/**
 * The bytes of a file, or of standard input for `-`. Reads a little more than a definition may
 * have, and no more, so that the parser sees that it is too large.
 */
export async function readDefinitionFile(file: string): Promise<Uint8Array> {
  if (file === "-") return readSome(process.stdin);
  if (file === "") {
    throw new CommandError("the name of a file is expected, found an empty one", EXIT.misuse);
  }
  let handle: FileHandle | null = null;
  try {
    handle = await open(file);
    const info = await handle.stat();
    if (info.isDirectory()) throw new CommandError(`${visible(file)} is a folder`, EXIT.misuse);
    return await readSome(handle.createReadStream());
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(file, error);
  } finally {
    await handle?.close();
  }
}

async function readSome(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_DEFINITION_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function unreadable(file: string, error: unknown): CommandError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const missing = code === "ENOENT" || code === "ENOTDIR";
  const advice = file === DEFINITION_FILE ? "; `berth init` writes a first one" : "";
  return new CommandError(
    missing
      ? `there is no file ${visible(file)} here${advice}`
      : `${visible(file)} cannot be read (${code})`,
    EXIT.misuse,
  );
}
