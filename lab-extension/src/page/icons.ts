/**
 * The extension's icon: a box that rows go into.
 *
 * @module
 */
import { LabIcon } from "@jupyterlab/ui-components";

/** Of the sidebar, the toolbar button and the settings. */
export const exportIcon: LabIcon = new LabIcon({
  name: "spyglass-deno:export",
  svgstr:
    `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M3 5h12v2H3zm0 4h12v2H3zm0 4h7v2H3z"/>
    <path d="M12 13h10v8H12zm2 2v4h6v-4z"/>
    <path d="M16 8h2v5h2.5L17 16.5 13.500 13H16z"/>
  </g>
</svg>`,
});
