/**
 * How far the shown paper is, as the panel shows it.
 *
 * @module
 */
import {
  type ExportCommandContext,
  exportCommands,
} from "../../export/commands/export_commands.ts";
import { staleText } from "../../export/commands/stale_text.ts";
import { momentText } from "../../present/moment.ts";
import { counted } from "../../present/slice_view.ts";
import type { Outcome } from "../messages.d.ts";

/** How far a paper is, and whether its bundle fits its rows. */
export interface FoundOutcome {
  readonly outcome: Outcome;
  readonly fits: boolean;
}

/** Asks how far a paper is. Changes nothing. */
export async function outcomeOf(
  context: ExportCommandContext,
  paper_id: string,
): Promise<FoundOutcome> {
  const status = await exportCommands(context).status({ paper_id });
  const { populated, verified, next } = status;
  const isOfNow = populated?.current ?? true;
  const fits = populated?.fits ?? true;
  const directory = populated?.directory ?? null;
  const outcome: Outcome = {
    directory,
    // The last one is what comes next, which has a place of its own.
    steps: status.steps().filter(({ name }) => name !== "Next")
      .map((step) => isOfNow ? step : ofThen(step, fits)),
    next: next === null ? null : `${next.command} (${next.who})`,
    verified: verified === null || !isOfNow ? null : {
      ok: verified.ok,
      differences: verified.differences,
      text: verified.ok
        ? `Verified at ${momentText(verified.at)}: no difference`
        : `${counted(verified.differences, "difference")}, found at ${
          momentText(verified.at)
        }`,
    },
  };
  return { outcome, fits };
}

/** A step that was done with the log as it was, or in a run that did not end, and has to be done again. */
function ofThen(step: Step, fits: boolean): Step {
  if (!MADE_OF_LOG.has(step.name) || !step.isDone) return step;
  const text = step.name === "Populated"
    ? step.text
    : `${step.text}; ${staleText(fits)}`;
  return { ...step, isDone: false, text };
}

type Step = Outcome["steps"][number];

const MADE_OF_LOG: ReadonlySet<string> = new Set([
  "Populated",
  "Dumped",
  "Verified",
]);
