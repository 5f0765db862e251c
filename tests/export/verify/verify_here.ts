/** A process that verifies a paper where its surroundings are others: run by `full_disk_test.ts`. */
import { exportsHere } from "../exports_here.ts";

const [, , paper_id] = Deno.args;
const { db, Export } = await exportsHere();
const said = await Export.verify({ paper_id: paper_id! }).then(
  ({ ok }) => `ok: ${ok}`,
  (error: Error) => `${error.name}: ${error.message}`,
);
await db.close();
console.log(said);
