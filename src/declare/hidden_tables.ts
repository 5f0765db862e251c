/**
 * The tables that DataJoint 0.14 keeps in each schema for itself, to the letter of their definitions, comments included
 * (`datajoint/table.py`, `jobs.py`, `external.py`): Python finds them as if it had made them.
 *
 * @module
 */
import type { CompiledTable } from "./compiled_table.ts";
import { compile } from "./compile.ts";

/** What happened in a schema. */
export function logTable(schema: string): CompiledTable {
  return hidden(
    schema,
    "~log",
    `# event logging table for \`${schema}\`
    id : int unsigned auto_increment  # event order id
    ---
    timestamp = CURRENT_TIMESTAMP : timestamp  # event timestamp
    version : varchar(12)  # datajoint version
    user : varchar(255)  # user@host
    host = "" : varchar(255)  # system hostname
    event = "" : varchar(255)  # event message`,
  );
}

/** Who computes what. */
export function jobsTable(schema: string): CompiledTable {
  return hidden(
    schema,
    "~jobs",
    `# job reservation table for \`${schema}\`
    table_name : varchar(255)  # className of the table
    key_hash : char(32)  # key hash
    ---
    status : enum('reserved', 'error', 'ignore')  # if tuple is missing, the job is available
    key = null : blob  # structure containing the key
    error_message = "" : varchar(2047)  # error message returned if failed
    error_stack = null : mediumblob  # error stack if failed
    user = "" : varchar(255)  # database user
    host = "" : varchar(255)  # system hostname
    pid = 0 : int unsigned  # system process id
    connection_id = 0 : bigint unsigned  # connection_id()
    timestamp = CURRENT_TIMESTAMP : timestamp  # automatic timestamp`,
  );
}

/** What a store holds for the schema. */
export function externalTable(schema: string, store: string): CompiledTable {
  return hidden(
    schema,
    `~external_${store}`,
    `# external storage tracking
    hash : uuid  #  hash of contents (blob), of filename + contents (attach), or relative filepath (filepath)
    ---
    size : bigint unsigned  # size of object in bytes
    attachment_name = null : varchar(255)  # the filename of an attachment
    filepath = null : varchar(1000)  # relative filepath or attachment filename
    contents_hash = null : uuid  # used for the filepath datatype
    timestamp = CURRENT_TIMESTAMP : timestamp  # automatic timestamp`,
  );
}

function hidden(
  schema: string,
  name: string,
  definition: string,
): CompiledTable {
  return compile({ schema, name }, definition, () => {
    throw new TypeError(`Cannot resolve a reference of ${name}: it has none`);
  });
}
