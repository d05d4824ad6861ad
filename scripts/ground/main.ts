import { ensureBaseImage } from "./base-image.ts";
import { ensureEngine } from "./engine.ts";
import { GroundError } from "./step.ts";

try {
  await ensureBaseImage(await ensureEngine());
} catch (thrown) {
  if (!(thrown instanceof GroundError)) throw thrown;
  process.stderr.write(`\n${thrown.message}\n`);
  process.exitCode = 1;
}
