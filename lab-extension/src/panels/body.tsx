/**
 * The body of a section: drawn with React while it is to be seen, and not at all while it is not.
 *
 * @module
 */
import { ReactWidget } from "@jupyterlab/ui-components";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import type { Message } from "@lumino/messaging";
import * as React from "react";
import type { IExportModel, KernelView } from "../model/tokens.ts";

/** What each body draws from. */
export interface BodyProps {
  readonly model: IExportModel;
  readonly view: KernelView;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
}

/** What bodies and buttons need besides what changes. */
export type BodyServices = Omit<BodyProps, "view">;

/** A widget that shows one React component. */
export class PanelBody extends ReactWidget {
  /**
   * @param services what the component draws from
   * @param component what it draws
   */
  constructor(
    services: BodyServices,
    component: React.ComponentType<BodyProps>,
  ) {
    super();
    this.#services = services;
    this.#component = component;
    this.addClass("jp-SpyglassDeno-body");
    services.model.changed.connect(this.#onChanged, this);
  }

  readonly #services: BodyServices;
  readonly #component: React.ComponentType<BodyProps>;

  protected override render(): React.ReactElement {
    const Component = this.#component;
    return <Component {...this.#services} view={this.#services.model.view} />;
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.update();
  }

  #onChanged(): void {
    if (this.isVisible) this.update();
  }
}
