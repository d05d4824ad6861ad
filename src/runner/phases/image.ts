import { isImageAllowed } from "../../config/image-rules.ts";
import type { ContainerLimits, ImageDetails, PullFailure } from "../../engine/engine.ts";
import { defaultDefinition, type EnvironmentDefinition } from "../../environment/schema.ts";
import { failure, success, type Result } from "../../errors.ts";
import { groundFailure } from "../describe-failure.ts";
import { limitsWithin } from "../limits.ts";
import { sizeInBytes } from "../words.ts";
import { ATTEMPT, DONE, type PhaseResult, type Run } from "../run.ts";
import { Sandbox } from "../sandbox.ts";
import { undecided, type Phase } from "./phase.ts";

/** How often the progress of a long pull is written down. */
const PROGRESS_MS = 5000;
const LOOK_TIMEOUT_MS = 30_000;
/** A registry that takes longer, or sends more, would keep others waiting for it or fill the disk. */
const PULL_TIMEOUT_MS = 30 * 60_000;
const MAX_PULL_BYTES = 50 * 2 ** 30;
/** Where a volume would lose what setup wrote: a commit leaves volumes out. */
const KEPT_FOLDERS = ["/workspace", "/root"];

/** Gets the image and starts the sandbox's container from it. */
export const imagePhase: Phase = {
  name: "image",
  due: undecided,
  run: async (run) => {
    const reference = run.definition.image ?? run.context.settings.defaultImage;
    const pulled = await pull(run, reference);
    if (!pulled.ok) return pulled.failure;
    run.image = pulled.value;
    const unfit = losingVolume(reference, pulled.value);
    if (unfit !== null) return unfit;
    noticeUser(run, pulled.value);
    return startSandbox(run, reference);
  },
};

async function pull(run: Run, reference: string): Promise<Result<ImageDetails, PhaseResult>> {
  const refused = refusedImage(run, reference);
  if (refused !== null) return failure(refused);
  let saidAt = Date.now();
  const pulled = await run.context.engine.pullImage(reference, {
    policy: run.definition.pull,
    signal: run.context.signal,
    timeoutMs: PULL_TIMEOUT_MS,
    maxBytes: MAX_PULL_BYTES,
    onProgress: ({ bytesDone, bytesTotal }) => {
      if (Date.now() - saidAt < PROGRESS_MS) return;
      saidAt = Date.now();
      const text = `pulling ${reference}: ${sizeInBytes(bytesDone)} of ${sizeInBytes(bytesTotal)}`;
      run.context.workLog.add(ATTEMPT, { type: "message", phase: "image", text });
    },
  });
  return pulled.ok ? success(pulled.value) : failure(pullFailure(reference, pulled.failure));
}

/** The operator's own default image may be anywhere. */
function refusedImage(run: Run, reference: string): PhaseResult | null {
  const { allowedImages } = run.context.settings;
  if (run.definition.image === null || isImageAllowed(reference, allowedImages)) return null;
  if (allowedImages === null) {
    return imageFailure("refused", {
      what: `The registry of the image \`${reference}\` is named by an address, or by a name of this server's own network; a registry's public name is expected.`,
      mend: "Name the registry in full, or have this server allow it in `BERTH_ALLOWED_IMAGES`.",
    });
  }
  return imageFailure("refused", {
    what: `The image \`${reference}\` is not one that this server allows.`,
    mend: `Use one that fits: ${allowedImages.map((pattern) => `\`${pattern}\``).join(", ")}.`,
  });
}

function pullFailure(reference: string, { reason, detail }: PullFailure): PhaseResult {
  const whats: Record<PullFailure["reason"], string> = {
    "not-found": `The image \`${reference}\` does not exist.`,
    denied: `The registry does not give the image \`${reference}\` to this server.`,
    unreachable: `The registry of the image \`${reference}\` could not be asked.`,
    "wrong-platform": `The image \`${reference}\` has no variant for this server's processors.`,
    "timed-out": `The image \`${reference}\` was not pulled within ${PULL_TIMEOUT_MS / 60_000} minutes.`,
    "too-large": `The image \`${reference}\` is larger than the ${sizeInBytes(MAX_PULL_BYTES)} that this server pulls.`,
    aborted: `Pulling the image \`${reference}\` was cancelled.`,
  };
  const mends: Record<PullFailure["reason"], string> = {
    "not-found": "Look for a typo in `image`, or push the image first.",
    denied: "Give the server the registry's credentials (`BERTH_REGISTRY_AUTH_FILE`).",
    unreachable: "Look for a typo in the registry's name; ask again when it answers.",
    "wrong-platform": "Push a variant for them, or name another image.",
    "timed-out": "Use a smaller image or a faster registry; ask again when it answers.",
    "too-large": "Use a smaller image.",
    aborted: "Ask again when you want it.",
  };
  const outcome = reason === "aborted" ? "cancelled" : "setup-failed";
  return imageFailure(outcome, { what: whats[reason], mend: mends[reason], details: [detail] });
}

function imageFailure(
  outcome: "setup-failed" | "refused" | "cancelled",
  sentence: Parameters<typeof groundFailure>[2],
): PhaseResult {
  return groundFailure("image", outcome, sentence);
}

function losingVolume(reference: string, image: ImageDetails): PhaseResult | null {
  const losing = image.volumes.find((volume) =>
    KEPT_FOLDERS.some((kept) => isInside(kept, volume) || isInside(volume, kept)),
  );
  if (losing === undefined) return null;
  return imageFailure("setup-failed", {
    what: `The image \`${reference}\` declares a volume at \`${losing}\`; what setup writes there would be lost.`,
    mend: `Use an image without a volume over ${KEPT_FOLDERS.map((kept) => `\`${kept}\``).join(" or ")}.`,
  });
}

function isInside(path: string, folder: string): boolean {
  const trimmed = folder.replace(/\/+$/, "");
  return path === trimmed || path.startsWith(`${trimmed}/`);
}

function noticeUser(run: Run, { user, volumes }: ImageDetails): void {
  const root = ["", "0", "root"].includes(user.split(":")[0] ?? "");
  if (!root) run.notice(`The image's user is ${user}; every phase runs as root all the same.`);
  if (volumes.length > 0) {
    run.notice(`What is written to the image's volumes is not kept: ${volumes.join(", ")}.`);
  }
}

/** In the definition itself, so that whatever tells of a limit tells of the one that held. */
async function lowerLimits(run: Run): Promise<void> {
  const { definition } = run;
  const { limits, notices } = limitsWithin(
    limitsOf(definition),
    await run.context.engine.capacity(),
    limitsOf(defaultDefinition()),
  );
  for (const notice of notices) run.notice(notice);
  run.definition = { ...definition, resources: { ...definition.resources, ...limits } };
}

function limitsOf({ resources }: EnvironmentDefinition): ContainerLimits {
  const { cpus, memoryBytes, pids, diskBytes } = resources;
  return { cpus, memoryBytes, pids, diskBytes };
}

async function startSandbox(run: Run, reference: string): Promise<PhaseResult> {
  const { engine, settings, task, signal } = run.context;
  await lowerLimits(run);
  const created = await Sandbox.create(engine, {
    image: run.image,
    labels: {
      berth: settings.serverId,
      "berth.task": task.id,
      "berth.attempt": String(ATTEMPT),
      "berth.role": "workspace",
    },
    limits: limitsOf(run.definition),
    signal,
  });
  if (!created.ok) {
    const { reason, detail } = created.failure;
    const noBash = reason === "command-not-found";
    return imageFailure("setup-failed", {
      what: noBash
        ? `The image \`${reference}\` has no \`bash\`.`
        : `No container of the image \`${reference}\` could be started.`,
      mend: "Use an image with `bash` and `git`, or install them in it.",
      details: noBash ? [] : [detail],
    });
  }
  run.sandbox = created.value;
  return lookForGit(run, reference);
}

async function lookForGit(run: Run, reference: string): Promise<PhaseResult> {
  const argv = ["git", "--version"];
  const looked = await run.sandbox.exec({ argv, timeoutMs: LOOK_TIMEOUT_MS });
  if (looked.kind === "exited" && looked.exitCode === 0) return DONE;
  return imageFailure("setup-failed", {
    what: `The image \`${reference}\` has no \`git\`.`,
    mend: "Use an image with `bash` and `git`, or install them in it.",
  });
}
