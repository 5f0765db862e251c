/** `db.sql` of texts that a test puts together. */
import type { SqlQuery } from "../../src/select/sql_query.ts";
import type { Lab } from "../query/lab.ts";

/** What has a `db.sql`. */
interface Reads {
  sql(strings: TemplateStringsArray): SqlQuery;
}

/** The `db.sql` of a text. */
export function selectOf(db: Reads, text: string): SqlQuery {
  return db.sql(Object.assign([text], { raw: [text] }));
}

/** The same; `S.` in it stands for the lab's own schema. */
export function selectIn({ db, database }: Lab, text: string): SqlQuery {
  return selectOf(db, text.replaceAll("S.", `\`${database.name}\`.`));
}
