/**
 * The section of what the shown paper has read.
 *
 * @module
 */
import { type BodyServices, PanelBody } from "../body.tsx";
import { ReadsBody } from "./body.tsx";

/**
 * Makes the section.
 *
 * @param services what it draws from
 * @returns a widget for the sidebar
 */
export function readsPanel(services: BodyServices): PanelBody {
  const panel = new PanelBody(services, ReadsBody);
  panel.id = "spyglass-deno-reads";
  panel.title.label = services.trans.__("Reads");
  return panel;
}
