import type { SqlQuery } from "../../src/select/sql_query.ts";
import type { Lab } from "../query/lab.ts";

/** The `db.sql` of a text; `S.` in it stands for the lab's own schema. */
export function selectIn({ db, database }: Lab, sql: string): SqlQuery {
  const text = sql.replaceAll("S.", `\`${database.name}\`.`);
  return db.sql(Object.assign([text], { raw: [text] }) as never);
}
