/**
 * The section that says which export is active, and starts, stops and resumes it.
 *
 * @module
 */
import { type BodyServices, PanelBody } from "../body.tsx";
import { ExportBody } from "./body.tsx";

/**
 * Makes the section.
 *
 * @param services what it draws from
 * @returns a widget for the sidebar
 */
export function exportPanel(services: BodyServices): PanelBody {
  const panel = new PanelBody(services, ExportBody);
  panel.id = "spyglass-deno-export";
  panel.title.label = services.trans.__("Export");
  return panel;
}
