import { assertEquals } from "@std/assert";
import { closure } from "../../src/closure/closure.ts";
import { openPool } from "../../src/connection/pool.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { freshServer, loadSql } from "../setup.ts";

/** A database as Spyglass itself made it; it is not part of this repository. */
const RECORDED = new URL(
  "../../../shared/fixtures/minirec/minirec_spyglass.sql.gz",
  import.meta.url,
);

const isThere = await Deno.stat(RECORDED).then(() => true, () => false);

Deno.test({
  name: "closure() of the tutorial's reads has the 58 rows that Spyglass finds",
  ignore: !isThere,
  fn: async () => {
    await using server = await freshServer();
    const file = await Deno.open(RECORDED);
    const dump = await new Response(
      file.readable.pipeThrough(new DecompressionStream("gzip")),
    ).bytes();
    await loadSql(server.socket, dump);
    const pool = await openPool({ socketPath: server.socket, user: "root" });
    try {
      const catalog = await reflect(pool);
      const found = await pool.reserve((session) =>
        closure(session, catalog, SEEDS)
      );
      assertEquals([found.tables.size, found.total], [41, 58]);
      assertEquals(found.orphans, []);
      assertEquals(LEAVES.map((name) => found.tables.get(name)?.count), [
        6,
        1,
        2,
        1,
      ]);
    } finally {
      await pool.close();
    }
  },
});

const LEAVES = [
  "`common_ephys`.`_electrode`",
  "`spikesorting_v1_curation`.`curation_v1`",
  "`common_nwbfile`.`analysis_nwbfile`",
  "`position_v1_trodes_position`.`__trodes_pos_v1`",
];

const SEEDS = [
  {
    table: LEAVES[0]!,
    restriction: "((nwb_file_name LIKE 'min%'))AND((electrode_id=1))",
  },
  { table: LEAVES[0]!, restriction: "(electrode_id > 125)" },
  { table: LEAVES[1]!, restriction: "(curation_id = 1)" },
  {
    table: LEAVES[2]!,
    restriction: "analysis_file_name IN (SELECT analysis_file_name " +
      "FROM spikesorting_v1_curation.curation_v1 WHERE curation_id = 1)",
  },
  {
    table: LEAVES[3]!,
    restriction: "(trodes_pos_params_name = 'single_led')",
  },
];
