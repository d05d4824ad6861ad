import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import Dockerode from "dockerode";
import { command, GroundError, say, step } from "./step.ts";

const START_DEADLINE_MS = 60_000;
const DAEMON_LOG = "/var/log/berth-dockerd.log";

const WHAT_TO_INSTALL = `No Docker engine answers, and none can be started from here.
Install one and start it, then run the command again:
  Debian, Ubuntu   sudo apt-get install docker.io && sudo systemctl start docker
  Fedora           sudo dnf install moby-engine && sudo systemctl start docker
  macOS, Windows   Docker Desktop, or any engine that DOCKER_HOST points to
You must be allowed to use it: be root, or a member of the group "docker".`;

/** A Docker engine that answers: the one that runs, or Debian's own, installed and started. */
export async function ensureEngine(): Promise<Dockerode> {
  const docker = new Dockerode();
  const version = await engineVersion(docker);
  if (version !== null) {
    say("engine", `Docker ${version} answers`);
    return docker;
  }
  if (process.env.DOCKER_HOST !== undefined) {
    throw new GroundError(`DOCKER_HOST is ${process.env.DOCKER_HOST}, and nothing answers there.`);
  }
  if (process.getuid?.() !== 0) throw new GroundError(WHAT_TO_INSTALL);
  if (!existsSync("/usr/sbin/dockerd") && !existsSync("/usr/bin/dockerd")) {
    if (!isDebianLike()) throw new GroundError(WHAT_TO_INSTALL);
    await step("engine", "installed docker.io", installEngine);
  }
  await step("engine", `started dockerd (log: ${DAEMON_LOG})`, () => startDaemon(docker));
  return docker;
}

async function engineVersion(docker: Dockerode): Promise<string | null> {
  try {
    return (await docker.version()).Version;
  } catch {
    return null;
  }
}

function isDebianLike(): boolean {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}

/** apt-get as it must be called where nobody answers its questions. */
export async function aptInstall(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await command("apt-get", ["update", "-q"], { env });
  await command("apt-get", ["install", "-qy", "--no-install-recommends", ...packages], { env });
}

function installEngine(): Promise<void> {
  return aptInstall(["docker.io", "iptables", "ca-certificates"]);
}

/** By the service manager where one runs; else in the background, left running for the next time. */
async function startDaemon(docker: Dockerode): Promise<void> {
  if (existsSync("/run/systemd/system")) await command("systemctl", ["start", "docker"]);
  else if ((await engineVersion(docker)) === null) spawnDaemon();
  const deadline = Date.now() + START_DEADLINE_MS;
  while ((await engineVersion(docker)) === null) {
    if (Date.now() > deadline) {
      throw new GroundError(`dockerd did not answer within 60 s: see ${DAEMON_LOG}.`);
    }
    await delay(100);
  }
}

function spawnDaemon(): void {
  mkdirSync("/var/log", { recursive: true });
  const log = openSync(DAEMON_LOG, "a");
  spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log] }).unref();
}
