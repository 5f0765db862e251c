import { assertEquals } from "@std/assert";
import { freshServer, loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER } from "../lab.ts";

const SHOPS = `
create table lab.brand (id int primary key);
create table lab.shop (id int primary key, brand int, foreign key (brand) references lab.brand (id));
create table lab.item (id int primary key, shop int, foreign key (shop) references lab.shop (id));
insert into lab.brand values (1);
insert into lab.shop values (1, 1);
insert into lab.item values (1, null), (2, null);
`;

Deno.test("a dump has the tables that only NULL refers to, empty, so that every foreign key can be joined along", async () => {
  await using lab = await openLab();
  await loadSql(lab.socket, SHOPS);
  const item = await lab.db.table("lab.Item");
  await lab.log("one", () => item.fetch());
  const { tables, dump } = await lab.populate({ run: true });
  assertEquals(tables, { "`lab`.`item`": 2 });
  await using restored = await freshServer();
  await loadSql(restored.socket, await Deno.readFile(dump!.sql));
  assertEquals(
    await loadSql(
      restored.socket,
      `select count(*) from lab.item as i left join lab.shop as s on i.shop = s.id where i.shop is not null and s.id is null;
       select count(*) from lab.shop as s left join lab.brand as b on s.brand = b.id where s.brand is not null and b.id is null;
       select count(*) from lab.item; select count(*) from lab.shop; select count(*) from lab.brand;
       show tables from lab`,
    ),
    "0\n0\n2\n0\n0\nbrand\nitem\nshop\n",
  );
  const { result } = await listening(() => lab.db.Export.verify(PAPER));
  assertEquals(result.differences, []);
  assertEquals(result.restored, { tables: 1, rows: 2 });
  // It refers to a row where it should to nothing: that is still found.
  await loadSql(lab.socket, "update lab.item set shop = 1 where id = 1");
  const changed = await listening(() => lab.db.Export.verify(PAPER));
  assertEquals(changed.result.ok, false);
});
