/**
 * The plugins of Blosc leave zlib to the HDF5 library, which has it, and does not pass it on.
 *
 * @module
 */
import { inflateSync } from "node:zlib";
import { Module } from "h5wasm/esm";

/** Runs `work`; a plugin that is loaded by it gets the function of zlib that it wants. */
export function withZlib<T>(work: () => T): T {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, wantsZlib(module) ? withUncompress(imports!) : imports);
    }
  };
  try {
    return work();
  } finally {
    WebAssembly.Instance = Instance;
  }
}

function wantsZlib(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.imports(module)
    .some(({ name }) => name === "uncompress");
}

function withUncompress(imports: WebAssembly.Imports): WebAssembly.Imports {
  const env = new Proxy(imports.env!, {
    get: (all, name) =>
      name === "uncompress" ? uncompress : Reflect.get(all, name),
  });
  return { ...imports, env };
}

const OK = 0;
const DATA_ERROR = -3;

/** As zlib's own: `room` points to the length that there is, and gets the one that was written. */
function uncompress(
  into: number,
  room: number,
  from: number,
  length: number,
): number {
  const memory = Module.HEAPU8;
  const lengths = new DataView(memory.buffer);
  try {
    const maxOutputLength = lengths.getUint32(room, true);
    const bytes = inflateSync(memory.slice(from, from + length), {
      maxOutputLength,
    });
    memory.set(bytes, into);
    lengths.setUint32(room, bytes.length, true);
    return OK;
  } catch {
    return DATA_ERROR;
  }
}
