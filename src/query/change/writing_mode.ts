/**
 * What may be written: no more than DataJoint would write.
 *
 * @module
 */
import { WRITING_MODE } from "../../connection/pool.ts";

/** The first word of a statement that writes, which has the server refuse what is no date. */
export function strictly(verb: "INSERT" | "REPLACE" | "UPDATE"): string {
  const mode = `sql_mode = '${WRITING_MODE}'`;
  // MariaDB reads the first one, MySQL the second.
  return `/*M!100101 SET STATEMENT ${mode} FOR */ ${verb} /*+ SET_VAR(${mode}) */`;
}
