import { assert, assertRejects } from "@std/assert";
import { connect } from "../../src/connect.ts";
import { freshDatabase, loadSql } from "../setup.ts";

const SECRET = "s3cret-w0rd";

Deno.test("nothing that a user holds shows the password", async () => {
  await using database = await freshDatabase("secrets");
  const user = `u${crypto.randomUUID().slice(0, 8)}`;
  await loadSql(
    database.socket,
    `create table t (id int primary key); insert into t values (1);
     create user ${user}@localhost identified by '${SECRET}';
     grant select on \`${database.name}\`.* to ${user}@localhost;`,
    database.name,
  );
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get("SPYGLASS_DATA_DIR");
  Deno.env.set("SPYGLASS_DATA_DIR", folder);
  try {
    await using db = await connect({
      socketPath: database.socket,
      user,
      password: SECRET,
      baseDir: folder,
    });
    const tables = await db.schema(database.name);
    const T = tables.T!;
    const errors = await Promise.all([
      assertRejects(() => T`nope = 1`.rows()),
      assertRejects(() => T.insert([{ id: 2 }])),
      assertRejects(() => db.table("nope.Nope")),
      assertRejects(() =>
        connect({ socketPath: database.socket, user, password: SECRET + "x" })
      ),
      assertRejects(() =>
        connect({ host: "127.0.0.1", port: 1, user, password: SECRET })
      ),
      assertRejects(() => connect({ pasword: SECRET } as never)),
    ]);
    const held = [
      db,
      db.schemas,
      tables,
      T,
      T(),
      T.columns,
      T.columns.id,
      await T.fetch(),
      await T.preview(),
      T.stream(),
      ...errors,
    ];
    for (const value of held) {
      for (
        const options of [{}, { showHidden: true, depth: 12, getters: true }]
      ) {
        assert(!Deno.inspect(value, options).includes(SECRET));
      }
      assert(!String(JSON.stringify(value)).includes(SECRET));
      const display =
        (value as Record<symbol, unknown>)[Symbol.for("Jupyter.display")];
      if (typeof display === "function") {
        assert(!JSON.stringify(await display.call(value)).includes(SECRET));
      }
    }
    for (const error of errors) {
      assert(!String((error as Error).stack).includes(SECRET));
    }
    assert(Deno.inspect(db).startsWith(`${user}@`), Deno.inspect(db));
  } finally {
    if (before === undefined) Deno.env.delete("SPYGLASS_DATA_DIR");
    else Deno.env.set("SPYGLASS_DATA_DIR", before);
    await Deno.remove(folder, { recursive: true });
    await loadSql(database.socket, `drop user ${user}@localhost`);
  }
});
