/** This module's version: what goes into `spyglass_version` where the lab sets none. */
export const VERSION = "0.1.0";
