/**
 * Schemas whose tables are made where they are missing.
 *
 * @module
 */
import { DANDI_SCHEMA } from "./dandi_tables.ts";
import { USAGE_SCHEMA } from "./usage_tables.ts";

/**
 * The schema of a name, where its tables are made when they are missing; else `null`.
 *
 * @param name Of a schema, or of a table with its schema.
 */
export function madeSchema(name: string): string | null {
  const [schema] = name.replaceAll("`", "").split(".");
  return schema === USAGE_SCHEMA || schema === DANDI_SCHEMA ? schema : null;
}
