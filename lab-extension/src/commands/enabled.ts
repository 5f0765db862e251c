/**
 * Which commands can be used just now, told to whatever lists them: a palette that stands open draws them anew.
 *
 * @module
 */
import type { CommandRegistry } from "@lumino/commands";
import type { ISignal } from "@lumino/signaling";

/**
 * Tells the registry each time that a command can be used that could not, or the other way round.
 *
 * @param commands JupyterLab's registry
 * @param ids which commands
 * @param changed emits when something has happened on which they depend
 */
export function tellEnabled(
  commands: CommandRegistry,
  ids: readonly string[],
  changed: ISignal<unknown, unknown>,
): void {
  const known = new Map<string, boolean>();
  const look = () => {
    for (const id of ids) {
      const isEnabled = commands.isEnabled(id);
      if (known.get(id) === isEnabled) continue;
      known.set(id, isEnabled);
      commands.notifyCommandChanged(id);
    }
  };
  let timer: ReturnType<typeof setTimeout> | null = null;
  changed.connect(() => {
    timer ??= setTimeout(() => {
      timer = null;
      look();
    }, PAUSE_MS);
  });
}

/** Thousands of reads a second change what is shown; nobody sees an entry of the palette change more often. */
const PAUSE_MS = 50;
