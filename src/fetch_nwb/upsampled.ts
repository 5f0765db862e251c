/**
 * Positions between video frames: whether those of a row are such says only the row of its parameters.
 *
 * @module
 */
import { decodeBlob } from "../blob/decode.ts";
import type { QueryContext } from "../query/context.ts";
import type { Frame } from "../query/reading/frame.ts";
import type { Row } from "../query/reading/result.ts";
import {
  POSITION_PARAMS,
  POSITION_PARAMS_NAME,
} from "../spyglass/nwb_frames.ts";
import { columnName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import { nwbFrame } from "./nwb_frame.ts";

/** The frame of rows that were opened, see {@linkcode nwbFrame}. The row of parameters is in the slice anyway. */
export async function openedFrame(
  rows: readonly Row[],
  context: QueryContext,
): Promise<Frame> {
  return nwbFrame(rows, await areUpsampled(rows[0], context));
}

async function areUpsampled(
  row: Row | undefined,
  { catalog, pool }: QueryContext,
): Promise<boolean> {
  const name = row?.[POSITION_PARAMS_NAME];
  if (typeof name !== "string" || !catalog.tables.has(POSITION_PARAMS)) {
    return false;
  }
  const [[bytes] = []] = await pool.bytes(
    `SELECT params FROM ${POSITION_PARAMS} WHERE ${
      columnName(POSITION_PARAMS_NAME)
    } = ${textLiteral(name)}`,
  );
  const params = bytes ? decodeBlob(bytes) : null;
  return Boolean((params as { is_upsampled?: unknown } | null)?.is_upsampled);
}
