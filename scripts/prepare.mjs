// What `npm test` and `npm run demo` do first, on whatever Node the machine has: install the
// packages, Node 24 among them, then go on in that Node with the engine and the base image.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".installed-for");
const fingerprint = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(`${process.platform} ${process.arch}`)
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint) {
  await installPackages();
  writeFileSync(stamp, fingerprint);
}
const node = join(root, "node_modules", ".bin", "node");
const ground = spawnSync(node, [join(root, "scripts", "ground", "main.ts")], { stdio: "inherit" });
process.exit(ground.status ?? 1);

async function installPackages() {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const tick = setInterval(() => say(`packages     npm ci, ${seconds()} so far`), 10_000);
  const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund"]);
  clearInterval(tick);
  if (code !== 0) {
    process.stderr.write(output);
    say(`packages     npm ci failed with exit code ${code}: see above`);
    process.exit(1);
  }
  const count = /added (\d+) packages/.exec(output)?.[1] ?? "all";
  say(`packages     npm ci: ${count} packages installed, ${seconds()}`);
}

function run(command, argv) {
  return new Promise((resolve) => {
    const child = spawn(command, argv, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", (error) => resolve({ code: 127, output: `${error.message}\n` }));
    child.on("close", (code) => resolve({ code, output }));
  });
}

// On stderr, so that the demo's JSON stays alone on stdout.
function say(line) {
  process.stderr.write(`${line}\n`);
}
