import { assertEquals } from "@std/assert";
import { ELECTRODES, lab } from "../query/lab.ts";

Deno.test("db.sql reads with any SELECT, and logs the rows of the tables that the result rests on", async () => {
  await using place = await lab(ELECTRODES, { logs: true });
  const { db, reads } = place;
  const E = place.table("Electrode"), N = place.table("Nwbfile");
  const cases: [
    () => ReturnType<typeof db.sql>,
    unknown[],
    Record<string, string[]>,
  ][] = [
    [
      () =>
        db.sql`select e.electrode_id as id from ${E} e join ${N} n using (nwb_file_name) where e.electrode_id > ${2} order by 1`,
      [{ id: 3 }, { id: 7 }],
      {
        _electrode: ["minirec.nwb,3", "other.nwb,7"],
        nwbfile: ["minirec.nwb", "other.nwb"],
      },
    ],
    [
      () =>
        db.sql`select nwb_file_name f, count(*) n from ${E} where bad_channel = ${"False"} group by nwb_file_name order by f`,
      [{ f: "minirec.nwb", n: 3 }, { f: "other.nwb", n: 1 }],
      {
        _electrode: [
          "minirec.nwb,0",
          "minirec.nwb,2",
          "minirec.nwb,3",
          "other.nwb,1",
        ],
      },
    ],
    [
      () =>
        db.sql`select nwb_file_name f, count(*) n from ${E} group by f having n > ${3}`,
      [{ f: "minirec.nwb", n: 4 }],
      {
        _electrode: [
          "minirec.nwb,0",
          "minirec.nwb,1",
          "minirec.nwb,2",
          "minirec.nwb,3",
        ],
      },
    ],
    [
      () =>
        db.sql`select electrode_id from ${E} where x is ${null} and bad_channel is not ${null}`,
      [{ electrode_id: 3 }],
      { _electrode: ["minirec.nwb,3"] },
    ],
    [
      () =>
        db.sql`select straight_join e.electrode_id from ${E} e force index for join (primary) straight_join ${N} n ignore index (primary) using (nwb_file_name) where e.electrode_id = 7`,
      [{ electrode_id: 7 }],
      { _electrode: ["other.nwb,7"], nwbfile: ["other.nwb"] },
    ],
    [
      () => db.sql`select electrode_id from ${E} order by x desc limit 2`,
      [{ electrode_id: 7 }, { electrode_id: 2 }],
      { _electrode: ["minirec.nwb,2", "other.nwb,7"] },
    ],
    [
      () =>
        db.sql`select nwb_file_name from ${N} n where exists (select 1 from ${E} e where e.nwb_file_name = n.nwb_file_name and e.electrode_id = 7)`,
      [{ nwb_file_name: "other.nwb" }],
      { nwbfile: ["other.nwb"], _electrode: ["other.nwb,7"] },
    ],
    [
      () =>
        db.sql`select nwb_file_name from ${N} n where nwb_file_name not in (select nwb_file_name from ${E} where electrode_id = 7)`,
      [{ nwb_file_name: "minirec.nwb" }],
      { nwbfile: ["minirec.nwb"], _electrode: [] },
    ],
    [
      () =>
        db.sql`with few as (select * from ${E} where electrode_id < 2) select count(*) n from few where bad_channel = 'True'`,
      [{ n: 1 }],
      { _electrode: ["minirec.nwb,1"] },
    ],
    [
      () =>
        db.sql`select electrode_id i from ${E} where electrode_id = 0 union select electrode_id from ${E} where x > 5 order by i`,
      [{ i: 0 }, { i: 7 }],
      { _electrode: ["minirec.nwb,0", "other.nwb,7"] },
    ],
    [
      () =>
        db.sql`select n.nwb_file_name f, t.m from ${N} n join (select nwb_file_name, max(x) m from ${E} group by nwb_file_name) t on t.nwb_file_name = n.nwb_file_name where n.nwb_file_name = 'other.nwb'`,
      [{ f: "other.nwb", m: 7 }],
      { nwbfile: ["other.nwb"], _electrode: ["other.nwb,1", "other.nwb,7"] },
    ],
    [
      () =>
        db.sql`select electrode_id i from ${E} where x > (select avg(x) from ${E} where nwb_file_name = 'minirec.nwb') order by i`,
      [{ i: 1 }, { i: 2 }, { i: 7 }],
      {},
    ],
  ];
  for (const [make, rows, logged] of cases) {
    reads.length = 0;
    assertEquals(await make().rows(), rows as never, make().toSql().sql);
    const found: Record<string, string[]> = {};
    for (const { table, rows } of reads) {
      found[table.name] = "keys" in rows
        ? rows.keys.map((key) => key.join()).sort()
        : [rows.text];
    }
    if (Object.keys(logged).length > 0) {
      assertEquals(found, logged, make().toSql().sql);
    }
  }
});
