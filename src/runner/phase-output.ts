import type { PhaseName } from "../task/phase.ts";
import type { PhaseOutput } from "../task/report.ts";
import type { OutputStream } from "../task/work-log.ts";
import type { WorkLogWriter } from "./work-log-writer.ts";

/** What a phase prints goes to the work log up to here; what comes later is counted. */
const LIVE_BYTES = 512 * 1024;
/** Of what came later, the end is kept, since that is where the reason of a failure stands. */
const TAIL_BYTES = 64 * 1024;
/** Lines shown in the review, and how long each may be. */
const LAST_LINES = 30;
const LAST_LINE_CHARS = 500;

/** Takes in what one phase prints, whatever the amount, in bounded memory. */
export class PhaseOutputCollector {
  readonly #phase: PhaseName;
  readonly #attempt: number;
  readonly #log: WorkLogWriter;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #commands: PhaseOutput["commands"][number][] = [];
  readonly #lines = new LastLines();
  readonly #tail = new Tail();
  #liveBytes = 0;

  constructor(phase: PhaseName, attempt: number, log: WorkLogWriter) {
    this.#phase = phase;
    this.#attempt = attempt;
    this.#log = log;
  }

  add(stream: OutputStream, chunk: Uint8Array): void {
    const text = this.#decoders[stream].decode(chunk, { stream: true });
    if (text === "") return;
    this.#lines.add(text);
    if (this.#liveBytes < LIVE_BYTES) {
      this.#liveBytes += chunk.length;
      this.#log.add(this.#attempt, { type: "output", phase: this.#phase, stream, text });
    } else {
      this.#tail.add(text);
    }
  }

  addCommand(command: string, exitCode: number | null, ms: number): void {
    const rounded = Math.round(ms);
    this.#commands.push({ command, exitCode, ms: rounded });
    this.#log.add(this.#attempt, {
      type: "command",
      phase: this.#phase,
      command,
      exitCode,
      ms: rounded,
    });
  }

  lastLines(): readonly string[] {
    return this.#lines.last();
  }

  /** Says what was cut, and adds the end of it. Call once, when the phase is over. */
  close(): PhaseOutput {
    const { text, leftOutChars } = this.#tail.end();
    if (leftOutChars > 0) {
      const cut = `${leftOutChars.toLocaleString("en")} characters of output are left out here: the first and the last of a phase are kept.`;
      this.#log.add(this.#attempt, { type: "notice", phase: this.#phase, text: cut });
    }
    if (text !== "") {
      const entry = { type: "output", phase: this.#phase, stream: "stdout", text } as const;
      this.#log.add(this.#attempt, entry);
    }
    return {
      phase: this.#phase,
      attempt: this.#attempt,
      commands: this.#commands,
      lastLines: this.#lines.last(),
      linesBefore: this.#lines.before(),
    };
  }
}

/** The last lines of a text that comes in pieces, both streams as one. */
class LastLines {
  #lines: string[] = [];
  #open = "";
  #count = 0;

  add(text: string): void {
    const parts = text.split("\n");
    parts[0] = this.#open + (parts[0] ?? "");
    this.#open = cutLine(parts.pop() ?? "");
    this.#count += parts.length;
    // Only the newest can be among the last: no need to gather what a flood brings.
    this.#lines = [...this.#lines, ...parts.slice(-LAST_LINES).map(shownLine)].slice(-LAST_LINES);
  }

  last(): readonly string[] {
    const lines = this.#open === "" ? this.#lines : [...this.#lines, shownLine(this.#open)];
    return lines.slice(-LAST_LINES);
  }

  before(): number {
    const total = this.#count + (this.#open === "" ? 0 : 1);
    return Math.max(total - LAST_LINES, 0);
  }
}

/** What a terminal would show of it in the end: progress bars write over themselves. */
function shownLine(line: string): string {
  const ended = line.endsWith("\r") ? line.slice(0, -1) : line;
  return cutLine(ended.slice(ended.lastIndexOf("\r") + 1));
}

function cutLine(line: string): string {
  return line.length > LAST_LINE_CHARS ? `${line.slice(0, LAST_LINE_CHARS)}…` : line;
}

/** The end of a text of any length. */
class Tail {
  #parts: string[] = [];
  #chars = 0;
  #kept = 0;

  add(text: string): void {
    this.#parts.push(text);
    this.#chars += text.length;
    this.#kept += text.length;
    while (this.#kept - (this.#parts[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#kept -= this.#parts.shift()?.length ?? 0;
    }
  }

  end(): { readonly text: string; readonly leftOutChars: number } {
    const text = this.#parts.join("").slice(-TAIL_BYTES);
    return { text, leftOutChars: this.#chars - text.length };
  }
}
