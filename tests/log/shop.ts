/**
 * A small database with a log, for tests of logging.
 *
 * @module
 */
import type { Database } from "../../src/database.ts";
import type { ExportKey } from "../../src/log/exports/ids.ts";
import type { ConnectOptions } from "../../src/connection/options.ts";
import type { Table } from "../../src/query/table.ts";
import { loadSql } from "../setup.ts";
import {
  type Commands,
  freshPlace,
  listening,
  type Place,
} from "../story/place.ts";

/** A place with the tables `shop.item` (1 to 30), `shop.sale`, `shop.pair`, `shop.note`, `shop.plain` and `shop.view`. */
export interface Shop extends Place {
  readonly db: Database & Commands;
  readonly item: Table;
  readonly sale: Table;
  readonly pair: Table;
  readonly note: Table;
  /** Without a primary key. */
  readonly plain: Table;
  readonly view: Table;
}

/** Makes a server with the shop, and connects. */
export async function openShop(options: ConnectOptions = {}): Promise<Shop> {
  return await shopIn(await freshPlace(), options);
}

/** Makes the shop on a server that has none, and connects; what it gives is the place, with the shop. */
export async function shopIn(
  place: Place,
  options: ConnectOptions = {},
): Promise<Shop> {
  await loadSql(place.socket, TABLES);
  const db = await place.connect(options);
  const table = (name: string) => db.table(`shop.${name}`);
  return {
    ...place,
    db,
    item: await table("item"),
    sale: await table("sale"),
    pair: await table("pair"),
    note: await table("note"),
    plain: await table("plain"),
    view: await table("cheap"),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** A paper with one analysis. */
export const KEY: ExportKey = { paper_id: "paper1", analysis_id: "analysis1" };

/** Starts the export without its messages. */
export async function start(
  { db }: Shop,
  key: ExportKey = KEY,
): Promise<number> {
  const { result } = await listening(() => db.ExportSelection.startExport(key));
  return result.export_id;
}

/** Table and restriction of each entry, in order. */
export async function entries({ pool }: Place): Promise<string[]> {
  const rows = await pool.texts(
    "select table_name, restriction from common_usage.export_selection__table order by table_id",
  );
  return rows.map(([table, text]) => `${table!.replaceAll("`", "")} ${text}`);
}

/** Ids of `shop.item` that all entries of the log select together. */
export async function loggedItems({ pool }: Place): Promise<number[]> {
  const rows = await pool.texts(
    "select restriction from common_usage.export_selection__table where table_name = '`shop`.`item`'",
  );
  if (rows.length === 0) return [];
  const union = rows.map(([text]) => `(${text!.replaceAll("%%", "%")})`);
  const found = await pool.texts(
    `select id from shop.item where ${union.join(" or ")} order by id`,
  );
  return found.map(([id]) => Number(id));
}

const TABLES = `
create database shop;
use shop;
create table item (id int primary key, name varchar(2200) character set utf8mb4 not null, price int not null)
  engine=InnoDB;
insert into item values ${numbers(30, (n) => `(${n}, 'item ${n}', ${n * 10})`)};
create table sale (sale_id int primary key, id int not null, note varchar(60), foreign key (id) references item (id))
  engine=InnoDB;
insert into sale values ${
  numbers(20, (n) => `(${n}, ${1 + n % 5}, '100% ${n}')`)
};
create table pair (a varchar(40) character set utf8mb4 collate utf8mb4_bin, b int, primary key (a, b)) engine=InnoDB;
insert into pair values ${numbers(12, (n) => `('a${n % 3}', ${n})`)};
create table note (at timestamp primary key default '2023-10-29 00:30:00', text varchar(40)) engine=InnoDB;
insert into note values ('2023-10-29 00:30:00', 'one'), ('2023-10-29 01:30:00', 'two');
create table plain (id int, text varchar(40)) engine=InnoDB;
insert into plain values (1, 'x'), (1, 'x'), (2, 'y');
create view cheap as select * from item where price < 100;
`;

/** What is made of each number from 1 on. */
function numbers(last: number, row: (n: number) => string): string {
  return Array.from({ length: last }, (_, at) => row(at + 1)).join(", ");
}

/** A shop with 2,500 items, under an export. */
export async function openLarge(): Promise<Shop> {
  const shop = await openShop();
  await loadSql(
    shop.socket,
    "insert into shop.item select seq, 'x', 1 from shop.seq_31_to_2500",
  );
  await start(shop);
  return shop;
}
