/**
 * What a read gives of rows that name NWB files.
 *
 * @module
 */
import type { NwbFile } from "../../nwb/file.ts";
import type { Row } from "./result.ts";

/**
 * A row with its open file, and with each object that the row names by an `object_id`. See
 * {@linkcode Query.fetchNwb}.
 */
export type NwbRow = Row & { readonly nwb: NwbFile };
