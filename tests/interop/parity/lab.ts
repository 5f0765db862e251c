/**
 * One database for both sides: Spyglass' own, or the demo where that is not there, and tables of every kind with
 * generated rows.
 *
 * @module
 */
import { makeDemo } from "../../../src/demo/demo.ts";
import type { Query } from "../../../src/query/query.ts";
import { infoOf, type Table } from "../../../src/query/table.ts";
import { freshPlace } from "../../story/place.ts";
import { loadSql } from "../../setup.ts";
import { type DataJointSide, dataJointSide } from "../datajoint_side.ts";
import { BASES } from "./generated.ts";
import { generatedRows, TABLES } from "./rows.ts";

/** The tables that pairs use, by class name. */
export type Tables = Readonly<Record<TableName, Table>>;

const NAMES = [...BASES, "Lineage"] as const;

/** Tables of Spyglass that are in both databases. */
const SPYGLASS = {
  Nwbfile: "common_nwbfile.Nwbfile",
  NwbSession: "common_session.Session",
  NwbGroup: "common_ephys.ElectrodeGroup",
  NwbElectrode: "common_ephys.Electrode",
} as const;

type TableName = (typeof NAMES)[number] | keyof typeof SPYGLASS;

/** Both sides, connected. */
export interface ParityLab extends AsyncDisposable {
  readonly tables: Tables;
  readonly python: DataJointSide;
  /** Class name → full name, for Python. */
  readonly fullNames: Readonly<Record<string, string>>;
  /** Which database it is. */
  readonly database: string;
}

/** A query as Python writes it, and as it is written here. */
export interface Pair {
  readonly python: string;
  readonly ours: (tables: Tables) => Query;
  /** Compare the rows in their order. */
  readonly isOrdered?: boolean;
}

/** Starts a server with the tables, and connects both sides. */
export async function parityLab(seed: number): Promise<ParityLab> {
  const place = await freshPlace();
  const recorded = await readRecorded();
  if (recorded === null) {
    await makeDemo(place.pool, { baseDir: place.baseDir });
  } else await loadSql(place.socket, recorded);
  await loadSql(
    place.socket,
    `create database parity character set utf8mb4; use parity; ${TABLES}${
      generatedRows(seed)
    }`,
  );
  const db = await place.connect();
  const python = await dataJointSide(place.socket, "spyglass");
  const named = [
    ...NAMES.map((name) => [name, `parity.${name}`]),
    ...Object.entries(SPYGLASS),
  ] as [TableName, string][];
  const tables = Object.fromEntries(
    await Promise.all(
      named.map(async ([name, full]) => [name, await db.table(full)]),
    ),
  ) as Tables;
  return {
    tables,
    python,
    database: recorded === null ? "the demo" : "Spyglass' own",
    fullNames: Object.fromEntries(
      named.map(([name]) => [name, infoOf(tables[name]).fullName]),
    ),
    [Symbol.asyncDispose]: async () => {
      await python[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** The database that Spyglass itself made; it is not part of this repository. */
async function readRecorded(): Promise<Uint8Array<ArrayBuffer> | null> {
  const path = new URL(
    "../../../../shared/fixtures/minirec/minirec_spyglass.sql.gz",
    import.meta.url,
  );
  const file = await Deno.open(path).catch(() => null);
  if (file === null) return null;
  const text = file.readable.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(text).arrayBuffer());
}
