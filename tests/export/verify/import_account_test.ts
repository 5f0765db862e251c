import { assertEquals } from "@std/assert";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";
import { withVariable } from "../../with_variable.ts";

const PAPER = { paper_id: "paper1" };

const TABLES = `
create database hidden; create database lab;
create table hidden.room (id int primary key);
create table lab.cage (id int primary key, room int, foreign key (room) references hidden.room (id));
insert into lab.cage values (1, null), (2, null);
create user reader@localhost;
grant select, lock tables on lab.* to reader@localhost;
grant all on common_usage.* to reader@localhost;
`;

for (const kind of ["MariaDB", "MySQL"] as const) {
  const ignore = kind === "MySQL" && MYSQL_PROGRAMS === null;
  Deno.test({
    name:
      `verify() restores a table that refers to a schema which this user may not see, on ${kind}${
        ignore ? " (MySQL is missing)" : ""
      }`,
    ignore,
    fn: async () => {
      await using place = await freshPlace(
        kind === "MySQL" ? mysqlServer : freshServer,
      );
      // Its tables of the log are made by somebody who may.
      await place.connect();
      await loadSql(place.socket, TABLES);
      const db = await place.connect({ user: "reader" });
      const cage = await db.table("lab.Cage");
      const path = Deno.env.get("PATH")!;
      const verified = async () => {
        await db.ExportSelection.startExport({ ...PAPER, analysis_id: "one" });
        await cage`id = ${1}`.fetch();
        await db.ExportSelection.stopExport();
        await db.Export.populatePaper(PAPER, { run: true });
        return await db.Export.verify(PAPER);
      };
      const { result } = await withVariable(
        "PATH",
        kind === "MySQL" ? `${MYSQL_PROGRAMS}:${path}` : path,
        () => listening(verified),
      );
      assertEquals(result.differences, []);
    },
  });
}
