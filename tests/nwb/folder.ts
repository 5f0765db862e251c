/**
 * A folder of a test's own, and HDF5 files in it.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { File, type FileOptions } from "h5wasm";
import { hdf5ForWriting } from "../../src/nwb/hdf5/hdf5_writing.ts";

/** Writes an HDF5 file, and gives its path. */
export async function write(
  folder: string,
  name: string,
  work: (file: File) => void,
  options: FileOptions = {},
): Promise<string> {
  await hdf5ForWriting();
  const path = join(folder, name);
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = new File(path, "w", options);
  work(file);
  file.close();
  return path;
}

/** An empty folder that goes away with the test. */
export async function freshFolder(): Promise<
  AsyncDisposable & { path: string }
> {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
