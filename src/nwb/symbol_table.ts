/**
 * The links of a group of the older kind: sorted by name in a tree, their names in a heap of its own.
 *
 * @module
 */
import { addressIn, type MetadataBytes } from "./metadata_bytes.ts";
import type { StoredLink } from "./stored_link.ts";

/**
 * The links that a group's table of symbols lists; such a group cannot hold external ones.
 *
 * @param table The message of its header that says where the table is.
 * @throws {UnfamiliarError} The table is damaged.
 */
export function symbolLinks(
  bytes: MetadataBytes,
  table: DataView,
): StoredLink[] {
  const heap = addressIn(table, 8);
  const links: StoredLink[] = [];
  const nodes = new Set([addressIn(table, 0)]);
  for (const node of nodes) {
    if (bytes.has(node, "TREE\x00")) {
      for (const below of childrenOf(bytes, node)) nodes.add(below);
    } else links.push(...symbolsIn(bytes, node, heap));
  }
  return links;
}

function childrenOf(bytes: MetadataBytes, node: number): number[] {
  const count = bytes.at(node + 6, 2).getUint16(0, true);
  // Behind the neighbours' addresses, between keys.
  const view = bytes.at(node + 24, 8 + 16 * count);
  return Array.from({ length: count }, (_, i) => addressIn(view, 8 + 16 * i));
}

function symbolsIn(
  bytes: MetadataBytes,
  node: number,
  heap: number,
): StoredLink[] {
  bytes.expect(node, "SNOD");
  const count = bytes.at(node + 6, 2).getUint16(0, true);
  const view = bytes.at(node + 8, SYMBOL * count);
  return Array.from({ length: count }, (_, i) => {
    const at = SYMBOL * i;
    if (view.getUint32(at + 16, true) !== SOFT) {
      return { kind: "hard", address: addressIn(view, at + 8) };
    }
    return { kind: "soft", name: nameIn(bytes, heap, addressIn(view, at)) };
  });
}

/** Bytes of one symbol. */
const SYMBOL = 40;
const SOFT = 2;

function nameIn(bytes: MetadataBytes, heap: number, at: number): string {
  bytes.expect(heap, "HEAP");
  return bytes.text(addressIn(bytes.at(heap + 24, 8), 0) + at);
}
