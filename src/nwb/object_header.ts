/**
 * The header of an object in an HDF5 file: a list of messages, in the two forms that the file format has.
 *
 * @module
 */
import {
  addressIn,
  type MetadataBytes,
  numberIn,
  UnfamiliarError,
} from "./metadata_bytes.ts";

/** What a header says of its object. */
export interface HeaderMessage {
  /** What it is about, by HDF5's numbers. */
  readonly type: number;
  /** True where what it says stands elsewhere. */
  readonly isShared: boolean;
  readonly body: DataView;
}

/**
 * Some of the messages of the header at an address.
 *
 * @param types What they are about.
 * @throws {UnfamiliarError} There is no header, or none that is known here.
 */
export function headerMessages(
  bytes: MetadataBytes,
  address: number,
  types: readonly number[],
): HeaderMessage[] {
  const isOld = bytes.at(address, 1).getUint8(0) === 1;
  const form = isOld ? oldForm(bytes, address) : newForm(bytes, address);
  const messages: HeaderMessage[] = [];
  const pieces = [form.first];
  for (const piece of pieces) {
    const view = bytes.at(piece.at, piece.length);
    for (let at = 0; at + form.prefix <= piece.length;) {
      const { type, size, isShared } = form.messageAt(view, at);
      const body = () => partOf(view, at + form.prefix, size);
      if (type === CONTINUATION) pieces.push(form.next(body()));
      if (types.includes(type)) messages.push({ type, isShared, body: body() });
      at += form.prefix + size;
    }
    if (pieces.length > MOST_PIECES) {
      throw new UnfamiliarError(`a header without end at ${address}`);
    }
  }
  return messages;
}

const CONTINUATION = 0x10;
const SHARED = 2;
/** A header is in a few pieces; one that has more than these leads in a circle. */
const MOST_PIECES = 1000;

/** Where messages stand. */
interface Piece {
  readonly at: number;
  readonly length: number;
}

interface Form {
  readonly first: Piece;
  /** Bytes before a message's body. */
  readonly prefix: number;
  messageAt(view: DataView, at: number): {
    type: number;
    size: number;
    isShared: boolean;
  };
  /** The piece that a continuation names. */
  next(body: DataView): Piece;
}

function oldForm(bytes: MetadataBytes, address: number): Form {
  const length = bytes.at(address, 12).getUint32(8, true);
  return {
    first: { at: address + 16, length },
    prefix: 8,
    messageAt: (view, at) => ({
      type: view.getUint16(at, true),
      size: view.getUint16(at + 2, true),
      isShared: (view.getUint8(at + 4) & SHARED) !== 0,
    }),
    next: named,
  };
}

function newForm(bytes: MetadataBytes, address: number): Form {
  bytes.expect(address, "OHDR\x02");
  const flags = bytes.at(address + 5, 1).getUint8(0);
  // Times, and from how many on attributes are kept elsewhere.
  const lengthAt = address + 6 + (flags & 0x20 ? 16 : 0) +
    (flags & 0x10 ? 4 : 0);
  const width = 1 << (flags & 3);
  const length = numberIn(bytes.at(lengthAt, width), 0, width);
  return {
    first: { at: lengthAt + width, length },
    prefix: flags & 4 ? 6 : 4,
    messageAt: (view, at) => ({
      type: view.getUint8(at),
      size: view.getUint16(at + 1, true),
      isShared: (view.getUint8(at + 3) & SHARED) !== 0,
    }),
    next: (body) => {
      const { at, length } = named(body);
      bytes.expect(at, "OCHK");
      // Without its signature and its checksum.
      return { at: at + 4, length: length - 8 };
    },
  };
}

function named(body: DataView): Piece {
  return { at: addressIn(body, 0), length: numberIn(body, 8, 8) };
}

function partOf(view: DataView, at: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, length);
}
