import type { PhaseRecord } from "../task/phase.ts";
import type { PhaseOutput, TaskReport } from "../task/report.ts";
import { formatDuration } from "./duration.ts";
import { codeSpan, plain } from "./inert.ts";
import { lastLines } from "./shown-output.ts";
import { byteLength, countOf } from "./text-size.ts";

/** UTF-8 bytes of the whole section. */
const WORK_LOG_BYTES = 15_000;

/** Room for a sentence about what is missing, and for the blank lines between the pieces. */
const SPARE_BYTES = 200;
const MOST_ROWS = 60;
const MOST_COMMANDS = 20;

/**
 * What was done, folded: a table of the phases, then the commands and the end of the output of
 * each phase. Where room is short, the oldest go first. Empty where nothing was done.
 */
export function workLogSection(report: TaskReport): string {
  const { phases, outputs, startedFrom } = report;
  if (phases.length === 0 && outputs.length === 0) return "";
  const total = formatDuration(phases.reduce((sum, { ms }) => sum + ms, 0));
  const start = startedFrom === "snapshot" ? "from a snapshot" : "from scratch";
  const summary = `Work log: ${countOf(phases.length, "phase")} in ${total}, ${start}`;
  const head = `<details>\n<summary>${summary}</summary>\n\n${phaseTable(phases)}`;
  const end = "</details>";
  const room = WORK_LOG_BYTES - byteLength(head) - byteLength(end) - SPARE_BYTES;
  return [head, ...outputSections(withoutAbove(report), room), end]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What the only command of a phase printed is not said twice where it stands above. */
function withoutAbove({ outputs, failure, outcome }: TaskReport): readonly PhaseOutput[] {
  const above = outcome === "unchanged" ? "agent" : outcome === "broken" ? null : failure?.phase;
  const at = outputs.findLastIndex(({ phase }) => phase === above);
  return outputs.map((output, index) =>
    index === at && output.commands.length === 1
      ? { ...output, lastLines: [], linesBefore: 0 }
      : output,
  );
}

function phaseTable(phases: readonly PhaseRecord[]): string {
  const hasAttempts = phases.some(({ attempt }) => attempt > 1);
  const rows = phases.slice(-MOST_ROWS).map(({ name, attempt, ms, exitCode }) => {
    const cells = [name, ...(hasAttempts ? [attempt] : []), formatDuration(ms), exitCode ?? "–"];
    return `| ${cells.join(" | ")} |`;
  });
  const head = hasAttempts
    ? "| phase | attempt | time | exit code |\n|---|--:|--:|--:|"
    : "| phase | time | exit code |\n|---|--:|--:|";
  const missing = phases.length - rows.length;
  const notice = missing === 0 ? "" : `(${countOf(missing, "earlier phase")} left out)\n\n`;
  return notice + [head, ...rows].join("\n");
}

function outputSections(outputs: readonly PhaseOutput[], budget: number): string[] {
  const sections: string[] = [];
  let left = budget;
  for (const output of outputs.toReversed()) {
    const section = outputSection(output, left);
    if (byteLength(section) > left) break;
    sections.push(section);
    left -= byteLength(section) + 2;
  }
  const missing = outputs.length - sections.length;
  if (missing > 0) sections.push(`(output of ${countOf(missing, "earlier phase")} left out)`);
  return sections.toReversed();
}

function outputSection(output: PhaseOutput, budget: number): string {
  const attempt = output.attempt > 1 ? `, attempt ${output.attempt}` : "";
  const title = `**${plain(output.phase)}**${attempt}`;
  const head = [title, commandList(output.commands)].filter((part) => part !== "").join("\n\n");
  const lines = lastLines(output.lastLines, output.linesBefore, budget - byteLength(head) - 2);
  return lines === "" ? head : `${head}\n\n${lines}`;
}

function commandList(commands: PhaseOutput["commands"]): string {
  const items = commands.slice(-MOST_COMMANDS).map(({ command, exitCode, ms }) => {
    const end = exitCode === null ? "was stopped" : `exited with ${exitCode}`;
    return `- ${codeSpan(command)} ${end} after ${formatDuration(ms)}`;
  });
  const missing = commands.length - items.length;
  return (
    missing === 0 ? items : [`- (${countOf(missing, "earlier command")} left out)`, ...items]
  ).join("\n");
}
