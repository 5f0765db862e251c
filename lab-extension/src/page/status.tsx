/**
 * The item of the status bar: the export's name and its number of reads, or that nothing is logged.
 *
 * @module
 */
import { ReactWidget } from "@jupyterlab/ui-components";
import * as React from "react";
import type { BodyServices } from "../panels/body.tsx";
import { summaryOf } from "../words/summary.ts";

/** Follows the notebook in front; a click opens the sidebar. */
export class ExportStatus extends ReactWidget {
  /** @param services what it is drawn from */
  constructor(services: BodyServices) {
    super();
    this.#services = services;
    this.addClass("jp-SpyglassDeno-status");
    services.model.changed.connect(() => this.update());
  }

  readonly #services: BodyServices;

  protected override render(): React.ReactElement | null {
    const { model, trans, commands } = this.#services;
    const summary = summaryOf(model.view, trans);
    if (summary === null) return null;
    return (
      <button
        type="button"
        className={`jp-SpyglassDeno-statusButton jp-mod-${summary.kind}`}
        title={summary.caption}
        onClick={() => void commands.execute("spyglass-deno:open-sidebar")}
      >
        {summary.text}
      </button>
    );
  }
}
