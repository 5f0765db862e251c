/** The log against a naive evaluation on plain arrays, over random schemas and queries of every shape. */
import { freshPlace } from "../../story/place.ts";
import { compareWithOracle } from "./oracle_lab.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";

const ignore = MYSQL_PROGRAMS === null;

/** The same each time, so that a change is to blame for a failure; other seeds are for looking for more. */
const SEED = Number(Deno.env.get("ORACLE_SEED") ?? 1206468807);
const SCHEMAS = Number(Deno.env.get("ORACLE_SCHEMAS") ?? 40);
const QUERIES = Number(Deno.env.get("ORACLE_QUERIES") ?? 50);

Deno.test(`the log holds exactly what a naive evaluation says was read: ${SCHEMAS} random schemas, ${QUERIES} queries each`, async () => {
  await using place = await freshPlace();
  await compareWithOracle(place, {
    seed: SEED,
    schemas: SCHEMAS,
    queries: QUERIES,
  });
});

Deno.test({
  name: `so it does on MySQL: ${
    Math.ceil(SCHEMAS / 4)
  } random schemas, ${QUERIES} queries each${
    ignore ? " (MySQL is missing)" : ""
  }`,
  ignore,
  fn: async () => {
    await using place = await freshPlace(mysqlServer);
    await compareWithOracle(place, {
      seed: SEED,
      schemas: Math.ceil(SCHEMAS / 4),
      queries: QUERIES,
    });
  },
});
