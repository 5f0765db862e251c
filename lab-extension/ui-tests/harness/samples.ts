/**
 * Tables of every kind of value for the stories of data frames, and a notebook that is connected to them.
 *
 * @module
 */
import { DataFrame } from "./data_frame.ts";
import type { Lab, OpenOptions } from "./lab.ts";
import type { NotebookPage } from "./notebook_page.ts";

/** One hundred rows, of which every tenth has no name. */
export const SAMPLES = "`samples`.`sample`";

/** One hundred thousand rows. */
export const SPIKES = "`samples`.`spike`";

/** A notebook in front, and the data frame that is opened from it. */
export interface Opened {
  readonly name: string;
  readonly notebook: NotebookPage;
  readonly frame: DataFrame;
}

/** Makes the tables anew, and opens a notebook whose first cell has connected; the others are the story's. */
export async function openSamples(
  lab: Lab,
  name: string,
  cells: readonly string[] = [],
  options: OpenOptions = {},
): Promise<Opened> {
  for (const statement of TABLES) await lab.place.sql(statement);
  const file = await lab.place.notebook(name, [CONNECT, ...cells]);
  const notebook = await lab.open(file, options);
  const { hasFailed, text } = await notebook.run(0);
  if (hasFailed) throw new Error(text);
  return { name: file, notebook, frame: new DataFrame(notebook) };
}

/** A cell that starts an export. */
export function startCell(paper: string): string {
  return `await ExportSelection.startExport({ paper_id: "${paper}", analysis_id: "one" }); 1`;
}

/** What the log holds for a paper: table and restriction of each entry. */
export async function logOf(lab: Lab, paper: string): Promise<string[]> {
  const rows = await lab.place.sql(
    "select table_name, restriction from common_usage.export_selection join common_usage.export_selection__table using (export_id) " +
      `where paper_id = '${paper}' order by table_id`,
  );
  return rows.map(([table, text]) => `${table} ${text}`);
}

const CONNECT = `import { connect } from "spyglass-deno";
const db = await connect();
const { ExportSelection } = await db.schema("common_usage");
const { Sample } = await db.schema("samples");
1`;

const TABLES = [
  "drop schema if exists samples",
  "create schema samples",
  "create table samples.sample (id int primary key comment 'number of the sample', " +
  "name varchar(40) comment 'what people call it', value double comment 'in volts', " +
  "wave longblob comment 'as it was recorded', note longtext) engine=InnoDB",
  "insert into samples.sample select seq, if(seq % 10 = 0, null, concat('sample ', 101 - seq)), seq * 1.5, " +
  "if(seq % 2 = 0, null, repeat('w', seq * 100)), concat('note ', seq) from samples.seq_1_to_100",
  "create table samples.spike (id int primary key, unit varchar(20) not null, time double not null, " +
  "amplitude double, quality varchar(60)) engine=InnoDB",
  "insert into samples.spike select seq, concat('unit ', seq % 37), seq / 30000, sin(seq) * 100, " +
  "concat('isolated, cluster ', seq % 977) from samples.seq_1_to_100000",
];
