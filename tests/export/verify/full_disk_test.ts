/** A private server whose disk is full says nothing of a dump. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { loadSql } from "../../setup.ts";
import { openLab, PAPER } from "../lab.ts";

const mayMount = await new Deno.Command("unshare", {
  args: ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
}).output().then(({ success }) => success, () => false);

Deno.test({
  name: `verify() on a disk that is full blames the disk, not the dump${
    mayMount ? "" : " (none can be made here)"
  }`,
  ignore: !mayMount,
  fn: async () => {
    await using lab = await openLab();
    await loadSql(
      lab.socket,
      "create table big (id int primary key, x longtext); insert into big select seq, repeat(md5(seq), 1000) from seq_1_to_3000",
      "lab",
    );
    await lab.db.reload();
    const big = await lab.db.table("lab.big");
    await lab.log("one", () => big.fetch());
    await lab.populate();
    assert((await lab.db.Export.verify(PAPER)).ok);
    const program = fileURLToPath(new URL("verify_here.ts", import.meta.url));
    const { stdout } = await new Deno.Command("unshare", {
      args: [
        ...["-rm", "bash", "-c", MOUNT, Deno.execPath(), program],
        ...[lab.socket, lab.baseDir, PAPER.paper_id],
      ],
    }).output();
    const said = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
    assertMatch(said, /^ServerError: .*no room is left.* is full/);
    assert(said.length < 1000, said);
    const { verified } = await lab.db.Export.status(PAPER);
    assertEquals(verified?.ok, true);
  },
});

const MOUNT =
  'mount -t tmpfs -o size=100m tmpfs /mnt && TMPDIR=/mnt exec "$0" run --allow-all "$@"';
