/**
 * How much the blocks of remote files take on the disk, and which of them go when that is too much.
 *
 * @module
 */
import { readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Where files in the folders of a folder take more than `most` bytes, removes those used longest ago, until there is
 * room again for a while. What somebody has open stays readable.
 */
export function makeRoom(folder: string, most: number): void {
  const all = readdirSync(folder).flatMap((name) =>
    piecesIn(join(folder, name))
  );
  let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= most) return;
  for (const { path, bytes } of all.sort((a, b) => a.used - b.used)) {
    if (total <= most * FILL) break;
    rmSync(path, { force: true });
    total -= bytes;
  }
  for (const name of readdirSync(folder)) removeEmpty(join(folder, name));
}

/** Other processes write at the same time, and look only now and then. */
const FILL = 0.8;

interface Piece {
  readonly path: string;
  readonly bytes: number;
  readonly used: number;
}

/** Another process may be making or removing any of them. */
function piecesIn(folder: string): Piece[] {
  try {
    return readdirSync(folder).map((name) => pieceAt(join(folder, name)))
      .filter((piece) => piece !== null);
  } catch {
    return [];
  }
}

function pieceAt(path: string): Piece | null {
  try {
    const { blocks, mtimeMs } = statSync(path);
    return { path, bytes: (blocks ?? 0) * 512, used: mtimeMs };
  } catch {
    return null;
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty.
  }
}
