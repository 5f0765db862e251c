import { assertEquals } from "@std/assert";
import { inLab, keysOf } from "./lab.ts";

/** A probe has shanks, and electrodes that refer to it only through its shanks. */
const PROBES = `
create table probe (probe int primary key);
create table probe__shank (probe int, shank int, primary key (probe, shank),
  foreign key (probe) references probe (probe));
create table probe__electrode (probe int, shank int, electrode int, primary key (probe, shank, electrode),
  foreign key (probe, shank) references probe__shank (probe, shank));
create table contact (id int primary key, probe int, shank int, electrode int,
  foreign key (probe, shank, electrode) references probe__electrode (probe, shank, electrode));
insert into probe values (1), (2);
insert into probe__shank values (1, 1), (1, 2), (2, 1);
insert into probe__electrode values (1, 1, 1), (1, 1, 2), (1, 2, 3), (2, 1, 1);
insert into contact values (7, 1, 1, 2);
`;

Deno.test("closure() brings parts that hang on other parts of their master", async () => {
  await inLab(PROBES, async (lab) => {
    const found = await lab.of({ contact: "id = 7" });
    assertEquals(keysOf(lab, found), {
      contact: ["7"],
      probe: ["1"],
      probe__electrode: ["1/1/1", "1/1/2", "1/2/3"],
      probe__shank: ["1/1", "1/2"],
    });
    assertEquals(
      found.why(lab.full("probe__electrode"), ["1", "2", "3"])
        .map(({ table }) => table),
      [
        "contact",
        "probe__electrode",
        "probe__shank",
        "probe",
        "probe__shank",
        "probe__electrode",
      ]
        .map((name) => lab.full(name)),
    );
  });
});
