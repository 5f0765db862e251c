/**
 * Commands of the diagram: show it, its size, its text.
 *
 * @module
 */
import { toClipboard } from "../page/clipboard.ts";
import { type Command, type CommandContext, isConnected } from "./command.ts";

/** All that diagrams offer. */
export const DIAGRAM_COMMANDS: readonly Command[] = [
  {
    name: "show-diagram",
    label: ({ trans }) => trans.__("Show Diagram"),
    caption: ({ trans }) => trans.__("Draw the tables of the slice"),
    isEnabled: hasPaper,
    execute({ model, diagrams }) {
      const paper = model.view.state?.shown?.paper_id;
      if (paper !== undefined) diagrams.open(model.path, paper);
    },
  },
  {
    name: "diagram-size",
    label: ({ trans }) => trans.__("Diagram: Fit or True Size"),
    caption: ({ trans }) => trans.__("Change the size of the diagram"),
    isEnabled: ({ diagrams }) => diagrams.current?.isDrawn ?? false,
    execute: ({ diagrams }) => diagrams.current?.toggleSize(),
  },
  {
    name: "copy-mermaid",
    label: ({ trans }) => trans.__("Copy Diagram as Mermaid"),
    caption: ({ trans }) =>
      trans.__("Copy the open diagram, or the shown paper's, as text"),
    isEnabled: (context) =>
      (context.diagrams.current?.isDrawn ?? false) || hasPaper(context),
    async execute({ model, diagrams, trans }) {
      const { current } = diagrams;
      if (current?.isDrawn) return await current.copyMermaid();
      const drawing = await model.ask({ ask: "diagram" });
      const mermaid = (drawing as { mermaid?: unknown } | undefined)?.mermaid;
      if (typeof mermaid === "string") await toClipboard(mermaid, trans);
    },
  },
];

function hasPaper(context: CommandContext): boolean {
  return isConnected(context) && Boolean(context.model.view.state?.shown);
}
