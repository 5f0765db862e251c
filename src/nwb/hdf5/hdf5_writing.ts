/**
 * The HDF5 library that writes local files. Reading has one of its own, `hdf5.ts`.
 *
 * @module
 */
import { ready } from "h5wasm";

/**
 * Starts the library, once for the process. Needed before a `File` is made.
 *
 * Without the throwing handler it prints its failures on the terminal and goes on with an invalid handle.
 */
export async function hdf5ForWriting(): Promise<void> {
  const module = await ready;
  module.activate_throwing_error_handler();
}
