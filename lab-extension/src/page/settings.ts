/**
 * What the user has chosen in JupyterLab's settings.
 *
 * @module
 */
import type { ISettingRegistry } from "@jupyterlab/settingregistry";
import { PromiseDelegate } from "@lumino/coreutils";
import { type ISignal, Signal } from "@lumino/signaling";

/** The settings of `schema/plugin.json`, as they are now. */
export class ExportSettings {
  /** Another choice was made, or the first one was read. */
  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  /** Resolves when the user's choices are known, or cannot be. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Whether the status bar has an item. */
  get statusBar(): boolean {
    return this.#is("statusBar", true);
  }

  /** Whether reads that nothing logs are told by a message. */
  get warnUnlogged(): boolean {
    return this.#is("warnUnlogged", true);
  }

  /** Whether the sidebar opens by itself. */
  get openWithNotebook(): boolean {
    return this.#is("openWithNotebook", false);
  }

  /**
   * Reads the settings; until then, and where they cannot be read, the defaults hold.
   *
   * @param registry JupyterLab's
   * @param plugin whose schema they have
   */
  async load(registry: ISettingRegistry, plugin: string): Promise<void> {
    try {
      this.#settings = await registry.load(plugin);
      this.#settings.changed.connect(() => this.#changed.emit());
    } catch (error) {
      console.error(`Cannot read the settings of ${plugin}:`, error);
    }
    this.#ready.resolve();
    this.#changed.emit();
  }

  readonly #ready = new PromiseDelegate<void>();
  readonly #changed = new Signal<this, void>(this);
  #settings: ISettingRegistry.ISettings | null = null;

  #is(name: string, usual: boolean): boolean {
    const value = this.#settings?.get(name).composite;
    return typeof value === "boolean" ? value : usual;
  }
}
