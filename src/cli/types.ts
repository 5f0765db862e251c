/**
 * `spyglass types`: types of the rows of tables, for the editor and `deno check`.
 *
 * @module
 */
import { basename } from "node:path";
import type { Database } from "../database.ts";
import { infoOf, isTable, type Table } from "../query/table.ts";
import { UsageError } from "./usage_error.ts";
import type { Command } from "./command.ts";
import {
  FILE_MARK,
  type NamedSchema,
  type NamedTable,
  rowTypes,
} from "./row_types.ts";

/** The command. */
export const TYPES: Command = {
  name: "types",
  summary: "write the types of the rows of schemas' tables",
  takes: ["SCHEMA…"],
  options: {
    output: {
      kind: "text",
      value: "FILE",
      help: "one file for all schemas; --output=- for standard output",
    },
    from: {
      kind: "text",
      value: "MODULE",
      help: "what the file imports TypedTable from (spyglass-deno)",
    },
  },
  about: `Writes SCHEMA.types.ts into the working folder for each schema. With

  import type { MyLab } from "./my_lab.types.ts";
  const { Mouse } = await db.schema<MyLab>("my_lab");

the editor completes columns, and deno check finds those that are misspelt: in restrictions by objects, in fetch("…"),
in frames and rows, and in what is inserted. A file that something else has written is not overwritten.`,
  async run(given, tools) {
    const db = await tools.connect();
    const from = given.text("from") ?? "spyglass-deno";
    const schemas: NamedSchema[] = [];
    for (const schema of new Set(given.positional)) {
      schemas.push(await namedSchema(db, schema));
    }
    const output = given.text("output");
    if (output === "-") {
      tools.say(rowTypes(schemas, from).trimEnd());
      return 0;
    }
    const files = output === null
      ? schemas.map((each) => [each.schema, [each]] as const)
      : [[output, schemas] as const];
    const written: string[] = [];
    for (const [name, content] of files) {
      const path = tools.path(output === null ? fileName(name) : name);
      await writeTypes(path, rowTypes(content, from));
      tools.say(`Types written to ${path}`);
      written.push(path);
    }
    tools.json({ files: written });
    return 0;
  },
};

function fileName(schema: string): string {
  return `${
    schema.replaceAll(/[^\p{L}\p{N}_.-]/gu, "_").replace(/^[.-]/, "_")
  }.types.ts`;
}

async function namedSchema(
  db: Database,
  schema: string,
): Promise<NamedSchema> {
  const tables = await db.schema(schema);
  return {
    schema,
    tables: Object.entries(tables).map(([name, table]) =>
      namedTable(name, table as Table)
    ),
  };
}

function namedTable(name: string, table: Table): NamedTable {
  const parts = Object.entries(table).filter(([part, value]) =>
    part !== "columns" && isTable(value)
  );
  return {
    name,
    info: infoOf(table),
    parts: parts.map(([part, value]) => namedTable(part, value as Table)),
  };
}

async function writeTypes(path: string, text: string): Promise<void> {
  const found = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (found !== null && !found.startsWith(FILE_MARK)) {
    throw new UsageError(
      `Cannot write types to ${path}: a file is there that spyglass types has not written, wanted none or one of its own; name another with --output, or move ${
        basename(path)
      } away`,
    );
  }
  await Deno.writeTextFile(path, text);
}
