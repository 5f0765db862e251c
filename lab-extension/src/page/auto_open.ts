/**
 * Opening the sidebar by itself, for whoever wants it.
 *
 * @module
 */
import type { ExportSettings } from "./settings.ts";
import type { IExportModel } from "../model/tokens.ts";

/**
 * Opens the sidebar once, when the first notebook is connected.
 *
 * @param model the notebook in front
 * @param settings whether it is wanted
 * @param open shows the sidebar
 */
export function openWithFirst(
  model: IExportModel,
  settings: ExportSettings,
  open: () => void,
): void {
  const look = () => {
    if (!settings.openWithNotebook || model.view.link !== "connected") return;
    model.changed.disconnect(look);
    settings.changed.disconnect(look);
    open();
  };
  model.changed.connect(look);
  settings.changed.connect(look);
}
