/**
 * The links of a group that has many: an index by name, whose records say where in a heap each link stands.
 *
 * @module
 */
import { FractalHeap } from "./fractal_heap.ts";
import {
  addressIn,
  type MetadataBytes,
  NOWHERE,
  numberIn,
  UnfamiliarError,
} from "./metadata_bytes.ts";
import { linkIn, type StoredLink } from "./stored_link.ts";

/**
 * The links that a group keeps outside of its header.
 *
 * @param info The message of its header that says where they are.
 * @throws {UnfamiliarError} They are kept in a way that is not known here, or damaged.
 */
export function denseLinks(
  bytes: MetadataBytes,
  info: DataView,
): StoredLink[] {
  // Behind the largest number that was given to a link, where they are numbered.
  const at = info.getUint8(1) & 1 ? 10 : 2;
  const heapAt = addressIn(info, at);
  if (heapAt === NOWHERE) return [];
  const heap = new FractalHeap(bytes, heapAt);
  const links: StoredLink[] = [];
  for (const record of recordsOf(bytes, addressIn(info, at + 8))) {
    // Behind the name's hash.
    const link = linkIn(heap.at(record, HASH));
    if (link !== null) links.push(link);
  }
  return links;
}

const HASH = 4;
/** Of a record: a hash and a place in the heap. */
const RECORD = 11;
/** Signature, version, type and checksum of a node. */
const AROUND = 10;
const BY_NAME = 5;

/** How much fits into a tree of some depth, which is how wide its numbers are written. */
interface Level {
  readonly most: number;
  readonly mostBelow: number;
}

function recordsOf(bytes: MetadataBytes, tree: number): DataView[] {
  bytes.expect(tree, "BTHD\x00");
  const head = bytes.at(tree, 34);
  const node = head.getUint32(6, true);
  if (head.getUint8(5) !== BY_NAME || head.getUint16(10, true) !== RECORD) {
    throw new UnfamiliarError("an index of another kind");
  }
  const levels = levelsOf(node, head.getUint16(12, true));
  const records: DataView[] = [];
  const seen = new Set<number>();
  const visit = (at: number, count: number, depth: number) => {
    if (seen.has(at)) throw new UnfamiliarError("a tree in a circle");
    seen.add(at);
    bytes.expect(at, depth === 0 ? "BTLF\x00" : "BTIN\x00");
    const view = bytes.at(at, node);
    for (let i = 0; i < count; i++) {
      records.push(
        new DataView(view.buffer, view.byteOffset + 6 + i * RECORD, RECORD),
      );
    }
    if (depth === 0) return;
    const wide = widthOf(levels[0]!.most);
    const below = depth === 1 ? 0 : widthOf(levels[depth - 1]!.mostBelow);
    let from = 6 + count * RECORD;
    for (let i = 0; i <= count; i++) {
      visit(addressIn(view, from), numberIn(view, from + 8, wide), depth - 1);
      from += 8 + wide + below;
    }
  };
  const root = addressIn(head, 16);
  if (root !== NOWHERE) {
    visit(root, head.getUint16(24, true), levels.length - 1);
  }
  return records;
}

function levelsOf(node: number, depth: number): Level[] {
  if (depth > MOST_DEPTH) throw new UnfamiliarError(`${depth} levels`);
  const most = Math.floor((node - AROUND) / RECORD);
  const levels: Level[] = [{ most, mostBelow: most }];
  for (let level = 1; level <= depth; level++) {
    const below = levels[level - 1]!.mostBelow;
    const pointer = 8 + widthOf(most) + (level === 1 ? 0 : widthOf(below));
    const own = Math.floor((node - AROUND - pointer) / (RECORD + pointer));
    levels.push({ most: own, mostBelow: (own + 1) * below + own });
  }
  return levels;
}

/** Five levels hold more links than there is room for. */
const MOST_DEPTH = 5;

/** Bytes that numbers up to this one are written with. */
function widthOf(most: number): number {
  return Math.floor(Math.log2(most) / 8) + 1;
}
