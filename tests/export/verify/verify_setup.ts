/**
 * A lab of random names with awkward values of many types, a paper logged on it, and its bundle.
 *
 * @module
 */
import { join } from "node:path";
import { createHash } from "node:crypto";
import { connect } from "../../../mod.ts";
import type { Database } from "../../../src/database.ts";
import type { ExportCommands } from "../../../src/export/commands/export_commands.ts";
import type { SelectionCommands } from "../../../src/export/commands/selection_commands.ts";
import { literal } from "../../../src/sql/fragment.ts";
import { freshServer, loadSql } from "../../setup.ts";

/** A populated paper. */
export interface Lab extends AsyncDisposable {
  readonly db: Database;
  readonly socket: string;
  readonly schema: string;
  /** Full names. */
  readonly tables: {
    readonly leaf: string;
    readonly part: string;
    readonly parent: string;
    readonly external: string;
  };
  readonly selection: SelectionCommands;
  readonly exports: ExportCommands;
  readonly paper: { readonly paper_id: string };
  readonly base: string;
  readonly bundle: string;
  readonly sql: string;
  /** The one file that rows name. */
  readonly file: string;
}

/** Values that break what is not quoted well. */
export const VALUES: readonly string[] = [
  'it\'s `a` "b" \\ 100% %% ; # -- (',
  "$(touch x) `touch x` --where a AND b OR c",
  "two  spaces\n\ttab 🧠 é",
  "plain",
  "not in the slice",
];

/** Makes a lab and logs reads of it, then populates the paper; without a dump so far. */
export async function lab(): Promise<Lab> {
  const server = await freshServer();
  const base = await Deno.makeTempDir({ prefix: "spyglass verify's " });
  const name = () => "t" + crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  const schema = name();
  const [parent, other, leaf] = [name(), `#${name()}`, `__${name()}`];
  const full = (table: string) => `\`${schema}\`.\`${table}\``;
  const part = `${leaf}__${name()}`;
  const path = "deep/data.bin";
  const contents = new TextEncoder().encode("file of the lab\0\r\n");
  await Deno.mkdir(join(base, "raw", "deep"), { recursive: true });
  await Deno.mkdir(join(base, "analysis"), { recursive: true });
  await Deno.writeFile(join(base, "raw", path), contents);
  await loadSql(
    server.socket,
    `create database \`${schema}\` character set utf8mb4;
create table ${
      full("~external_raw")
    } (hash binary(16) primary key, size bigint unsigned not null,
  attachment_name varchar(255), filepath varchar(1000), contents_hash binary(16), timestamp timestamp not null default current_timestamp);
insert into ${
      full("~external_raw")
    } values (0x000102030405060708090a0b0c0d0e0f, ${contents.length}, null, ${
      literal(path)
    }, 0x${
      createHash("md5").update(contents).digest("hex")
    }, '2024-01-02 03:04:05');
create table ${
      full(parent)
    } (word varchar(80) not null comment 'it''s a key', number decimal(9,3) not null,
  file binary(16) comment ':filepath@raw:', primary key (word, number),
  foreign key (file) references ${full("~external_raw")} (hash));
create table ${full(other)} (id int primary key, note text);
insert into ${full(other)} values (1, 'one'), (2, 'two');
create table ${
      full(leaf)
    } (word varchar(80) not null, number decimal(9,3) not null, id bigint unsigned not null,
  maybe int null, data longblob, f float, d double, at timestamp(3) null, day datetime(6), flags bit(10), e enum('a','b''c'),
  latin varchar(20) character set latin1, twice int as (maybe * 2) stored, description text not null default 'it''s',
  primary key (word, number, id),
  foreign key (word, number) references ${full(parent)} (word, number),
  foreign key (maybe) references ${full(other)} (id));
create table ${
      full(part)
    } (word varchar(80) not null, number decimal(9,3) not null, id bigint unsigned not null, item int not null,
  blob_value blob, primary key (word, number, id, item), foreign key (word, number, id) references ${
      full(leaf)
    } (word, number, id));
${
      VALUES.map((value, at) =>
        `insert into ${full(parent)} values (${literal(value)}, ${at}.5, ${
          at === 0 ? "0x000102030405060708090a0b0c0d0e0f" : "null"
        });
insert into ${
          full(leaf)
        } (word, number, id, maybe, data, f, d, at, day, flags, e, latin, description) values
 (${literal(value)}, ${at}.5, 18446744073709551615, ${
          at === 1 ? 2 : "null"
        }, 0x00ff0a0d1a5c27220060, 16777217.1, 1e-300, '2024-03-31 02:30:00.123',
  '2001-02-03 04:05:06.789012', b'1000000001', 'b''c', 'é', ${
          literal(`about ${value}`)
        }),
 (${
          literal(value)
        }, ${at}.5, 7, null, null, 0.1, -0.1, null, null, null, null, null, ${
          literal("x".repeat(200) + at)
        });
insert into ${full(part)} values (${literal(value)}, ${at}.5, 7, 1, ''), (${
          literal(value)
        }, ${at}.5, 7, 2, 0x6d596d00);`
      ).join("\n")
    }`,
  );
  const db = await connect({
    socketPath: server.socket,
    user: "root",
    baseDir: base,
  });
  const usage = await db.schema("common_usage");
  const selection = usage.ExportSelection as unknown as SelectionCommands;
  const exports = usage.Export as unknown as ExportCommands;
  const paper = { paper_id: `p ${name().slice(0, 8)}` };
  const table = await db.table(`${schema}.${leaf}`);
  await selection.startExport({ ...paper, analysis_id: "first" });
  for (const word of VALUES.slice(0, 3)) await table.and({ word }).fetch();
  await table`word = ${VALUES[3]} and id > ${7}`.fetch();
  await selection.stopExport();
  await exports.populatePaper(paper);
  const bundle = join(base, "export", paper.paper_id);
  return {
    db,
    socket: server.socket,
    schema,
    tables: {
      leaf: full(leaf),
      part: full(part),
      parent: full(parent),
      external: full("~external_raw"),
    },
    selection,
    exports,
    paper,
    base,
    bundle,
    sql: join(bundle, `_Populate_${paper.paper_id}.sql`),
    file: join(base, "raw", path),
    async [Symbol.asyncDispose]() {
      await db.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(base, { recursive: true });
    },
  };
}
