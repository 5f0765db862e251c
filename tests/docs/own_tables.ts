/**
 * Tables that examples may write to, of schemas that the demo does not have.
 *
 * @module
 */
import {
  Computed,
  type Database,
  Manual,
  Part,
  type Row,
  type Table,
} from "../../mod.ts";

/** Their names. */
export const OWN_TABLES = [
  "Mouse",
  "Weighing",
  "Pounds",
  "PositionOutput",
] as const;

/** Makes those that `code` names, with a few rows. */
export async function ownTables(
  db: Database,
  code: string,
): Promise<Record<string, Table>> {
  const names = (...wanted: string[]) =>
    wanted.some((name) => new RegExp(`\\b${name}\\b`).test(code));
  const tables: Record<string, Table> = {};
  if (names("Mouse", "Weighing", "Pounds")) {
    tables.Mouse = await db.declare("lab", Mouse);
    await tables.Mouse.insert([[1, "F"], [2, "M"]]);
    tables.Weighing = await db.declare("lab", Weighing);
    await tables.Weighing.insert([[1, "2023-06-22", 21.5]]);
  }
  if (names("Pounds")) tables.Pounds = await db.declare("lab", Pounds);
  if (names("PositionOutput")) tables.PositionOutput = await positionOutput(db);
  return tables;
}

class Mouse extends Manual {
  static definition = `
  mouse_id : int  # number on the cage
  ---
  sex = 'U' : enum('M', 'F', 'U')
  `;
}

class Weighing extends Manual {
  static definition = `
  -> Mouse
  day : date
  ---
  grams : float
  `;
}

class Pounds extends Computed {
  static definition = `
  -> Weighing
  ---
  pounds : double
  `;
  async make(key: Row) {
    await this.insert1({ ...key, pounds: 0.05 });
  }
}

/** A merge table: the demo has none. */
class PositionOutput extends Manual {
  static definition = `
  merge_id : uuid
  ---
  source : varchar(32)
  `;
  static TrodesPosV1 = class TrodesPosV1 extends Part {
    static definition = `
    -> master
    ---
    -> position_v1_trodes_position.TrodesPosV1
    `;
  };
}

async function positionOutput(db: Database): Promise<Table> {
  const merge: Table = await db.declare("lab_merge", PositionOutput);
  const merge_id = "0b6c1c2e-5d7a-4b1e-9f63-00000000000a";
  await merge.insert1({ merge_id, source: "TrodesPosV1" });
  const { TrodesPosV1 } = db.schemas.position_v1_trodes_position!;
  const rows = await TrodesPosV1!.keys();
  await merge.TrodesPosV1!.insert(rows.map((row) => ({ merge_id, ...row })));
  return merge;
}
