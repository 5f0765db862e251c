/**
 * The tables in which Spyglass keeps its NWB files (`spyglass/common/common_nwbfile.py`).
 *
 * @module
 */
import { fullName } from "../sql/identifier.ts";

/** One row a session's raw file. */
export const NWBFILE = fullName("common_nwbfile", "nwbfile");
/** One row a file of results, which refers to the session's raw file. */
export const ANALYSIS_NWBFILE = fullName("common_nwbfile", "analysis_nwbfile");

/** The key of {@linkcode NWBFILE}: the name of the session everywhere in Spyglass. */
export const NWB_FILE_NAME = "nwb_file_name";
/** The key of {@linkcode ANALYSIS_NWBFILE}. */
export const ANALYSIS_FILE_NAME = "analysis_file_name";
