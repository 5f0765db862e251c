/**
 * The section of what the shown paper would ship, and that ships it.
 *
 * @module
 */
import { type BodyServices, PanelBody } from "../body.tsx";
import { SliceBody } from "./body.tsx";

/**
 * Makes the section.
 *
 * @param services what it draws from
 * @returns a widget for the sidebar
 */
export function slicePanel(services: BodyServices): PanelBody {
  const panel = new PanelBody(services, SliceBody);
  panel.id = "spyglass-deno-slice";
  panel.title.label = services.trans.__("Slice");
  return panel;
}
