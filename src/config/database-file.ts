import { join } from "node:path";

/** The embedded database, which holds both store and queue; every process of a server opens it. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, "berth.db");
}
