/**
 * A small database at the kernel's end of the bridge.
 *
 * @module
 */
import { makeDemo } from "../../src/demo/demo.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { type LabPlace, labPlace } from "./front_end.ts";

/** A place with the tables `shop.item` (1 to 30) and `shop.sale`. */
export async function shop(): Promise<LabPlace> {
  const place = await labPlace();
  await loadSql(place.socket, SHOP);
  return place;
}

/** A paper with one analysis. */
export const PAPER = { paper_id: "paper1", analysis_id: "analysis1" };

/** Starts quietly, as a cell does. */
export async function start(
  db: Awaited<ReturnType<LabPlace["open"]>>,
  key = PAPER,
): Promise<number> {
  const { result } = await listening(() => db.ExportSelection.startExport(key));
  return result.export_id;
}

/** Connects, looks, and starts an export. */
export async function logging(
  place: LabPlace,
): Promise<Awaited<ReturnType<LabPlace["open"]>>> {
  const db = await place.open();
  await place.front.ask({ ask: "hello" });
  await start(db);
  return db;
}

/** A place with the demo database. */
export async function demo(): Promise<LabPlace> {
  const place = await labPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  return place;
}

const SHOP = `
create database shop;
use shop;
create table item (id int primary key, name varchar(40) not null) engine=InnoDB;
insert into item select seq, concat('item ', seq) from seq_1_to_30;
create table sale (sale_id int primary key, id int not null, foreign key (id) references item (id)) engine=InnoDB;
insert into sale select seq, 1 + seq % 5 from seq_1_to_20;
`;
