import { nwbFrame } from "../../src/fetch_nwb/nwb_frame.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import { DefinitionError, SpyglassError } from "../../src/errors.ts";
import { Lookup, Manual, Part } from "../../src/declare/user_tables.ts";
import { SpyglassMixin } from "../../src/declare/spyglass_mixin.ts";
import { classOf, created, emptyLab } from "./classes.ts";

class Mouse extends Manual {
  static definition = `
  # Mice of the lab
  mouse : int  # number on the cage
  ---
  name = null : varchar(20)
  `;
  static Weight = class Weight extends Part {
    static definition = "-> master\nday : date\n---\ngrams : double";
  };
  /** A method of its own. */
  shout(): string {
    return "squeak";
  }
  field = 5;
}

Deno.test("declare() gives a table that is an instance of its class, with its parts", async () => {
  await using place = await emptyLab();
  const mouse = await place.db.declare(place.schema, Mouse);
  assert(mouse instanceof Mouse && mouse instanceof SpyglassMixin);
  assertEquals([mouse.shout(), mouse.field], ["squeak", 5]);
  await mouse.insert([{ mouse: 1, name: "a" }, [2, "b"], { mouse: 3 }]);
  await mouse.Weight!.insert1({ mouse: 1, day: "2024-01-01", grams: 20 });
  assertEquals(await mouse`mouse = ${2}`.fetch1("name"), "b");
  assertEquals(await mouse.and({ mouse: 3 }).fetch1("name"), null);
  const again = (await place.db.schema(place.schema)).Mouse!;
  assertEquals(await again.count(), 3);
  assertEquals(await again.Weight!.count(), 1);
});

Deno.test("declare() leaves a table alone that is what the class says, and reports one that is not", async () => {
  await using place = await emptyLab();
  const definition =
    "id : int\n---\nx = 5 : int\ny = null : varchar(9)\nk = 'a' : enum('a', 'b')\nat = CURRENT_TIMESTAMP : timestamp\nb = null : longblob\nu : uuid\ndec = 1.5 : decimal(5,2)\nyes = 0 : bool\nunique index (x, y)\nindex (y)";
  const before = await place.db.declare(place.schema, classOf("T", definition));
  await before.insert1({ id: 1, u: crypto.randomUUID() });
  const same = await place.db.declare(place.schema, classOf("T", definition));
  assertEquals(await same.count(), 1);
  const changed: readonly [string, string, string][] = [
    ["x = 5 : int", "x = 6 : int", "default of x"],
    ["x = 5 : int", "x = 5 : bigint", "x is int"],
    ["x = 5 : int", "x = null : int", "x is not nullable"],
    ["y = null : varchar(9)", "y = null : varchar(10)", "y is varchar(9)"],
    ["\nu : uuid", "", "the definition has no u"],
    ["\nu : uuid", "\nu : uuid\nextra : int", "the table has no extra"],
    ["unique index (x, y)", "index (x, y)", "(x, y) is unique"],
    ["'b')", "'c')", "k is enum"],
    ["u : uuid", "u : blob@raw", "u holds uuid"],
    ["id : int", "id : int\nid2 : int", "primary key"],
  ];
  for (const [from, to, reason] of changed) {
    const other = classOf("T", definition.replace(from, to));
    const error = await assertRejects(
      () => place.db.declare(place.schema, other),
      DefinitionError,
    );
    assert(error.message.includes(reason), error.message);
  }
  assertEquals(await same.count(), 1);
});

Deno.test("declare() knows numbers that are filled up with zeros again", async () => {
  await using place = await emptyLab();
  const numbers = classOf(
    "T",
    "id : int zerofill\n---\na : int unsigned zerofill\nb : smallint(3) zerofill\nc : double zerofill\nd : bigint zerofill unsigned",
  );
  await place.db.declare(place.schema, numbers);
  assertEquals(
    await (await place.db.declare(place.schema, numbers)).count(),
    0,
  );
});

Deno.test("names in a definition: same schema, another schema, parts, the context; a bare name of elsewhere is refused", async () => {
  await using place = await emptyLab();
  const other = `${place.schema}_b`;
  const mouse = await place.db.declare(place.schema, Mouse);
  const declare = (definition: string, context = {}) =>
    place.db.declare(other, classOf("T", definition), { context })
      .finally(() => place.pool.run(`DROP TABLE IF EXISTS \`${other}\`.t`));
  const tables = await place.db.schema(place.schema);
  try {
    const error = await assertRejects(
      () => declare("-> Mouse"),
      DefinitionError,
    );
    assert(error.message.includes(`-> ${place.schema}.Mouse`), error.message);
    for (
      const [definition, context] of [
        [`-> ${place.schema}.Mouse`, {}],
        [`-> ${place.schema}.Mouse.Weight`, {}],
        [`-> \`${place.schema}\`.\`mouse__weight\``, {}],
        ["-> Mouse", { Mouse: mouse }],
        ["-> Mouse", { Mouse }],
        ["-> Mouse.Weight", { Mouse: mouse }],
        ["-> zoo.Mouse.Weight.proj(d='day')", { zoo: tables }],
        ["-> Animal.proj(animal='mouse')", { Animal: tables.Mouse }],
      ] as const
    ) {
      const table = await declare(definition, context);
      assert(table.describe().includes("Mouse"), table.describe());
    }
    for (const context of [{ Mouse: 5 }, { Mouse: class extends Manual {} }]) {
      await assertRejects(() => declare("-> Mouse", context), DefinitionError);
    }
    await assertRejects(() => declare("-> toString"), DefinitionError);
  } finally {
    await place.pool.run(`DROP DATABASE IF EXISTS \`${other}\``);
  }
});

Deno.test("a lookup brings its contents, again when they grow, and leaves rows that are there", async () => {
  await using place = await emptyLab();
  class Color extends Lookup {
    static definition = "color : varchar(9)\n---\nwarm = 0 : bool";
    static contents: (unknown[] | Record<string, unknown>)[] = [
      ["red", true],
      { color: "blue" },
    ];
  }
  const color = await place.db.declare(place.schema, Color);
  assertEquals(await color.rows(), [{ color: "blue", warm: 0 }, {
    color: "red",
    warm: 1,
  }]);
  await color.update1({ color: "red", warm: 0 });
  Color.contents.push({ color: "pink", warm: 1 });
  await place.db.declare(place.schema, Color);
  assertEquals(await color.columns("color", "warm"), {
    color: ["blue", "pink", "red"],
    warm: [0, 1, 0],
  });
});

Deno.test("two who declare the same table at once both get it", async () => {
  await using place = await emptyLab({ stores: { raw: "/nowhere" } });
  const T = classOf("T", "id : int\n---\nfile = null : attach@raw");
  const tables = await Promise.all(
    Array.from({ length: 4 }, () => place.db.declare(place.schema, T)),
  );
  assertEquals(await tables[3]!.count(), 0);
});

Deno.test("declare() refuses what is no class of a table, and what it may not do", async () => {
  await using place = await emptyLab();
  const { db, schema } = place;
  await assertRejects(() => db.declare(schema, {} as never), TypeError);
  await assertRejects(() => db.declare(schema, class {} as never), TypeError);
  await assertRejects(
    () => db.declare(schema, Mouse.Weight as never),
    TypeError,
    "static members of their master",
  );
  await assertRejects(
    () => db.declare(schema, class extends Manual {} as never),
    DefinitionError,
  );
  await assertRejects(
    () => db.declare(schema, classOf("snake_case", "id : int")),
    DefinitionError,
    "CamelCase",
  );
  await assertRejects(
    () => db.declare(schema, classOf("X".padEnd(70, "x"), "id : int")),
    DefinitionError,
    "64",
  );
  await assertRejects(
    () => db.transaction(() => db.declare(schema, Mouse)),
    SpyglassError,
    "a transaction is open",
  );
  assertEquals(await place.run("show tables"), "");
});

Deno.test("a read-only connection declares what exists, and creates nothing", async () => {
  await using place = await emptyLab({ readOnly: true });
  await assertRejects(
    () => place.db.declare(place.schema, Mouse),
    SpyglassError,
    "read-only",
  );
  assertEquals(await place.run("show tables"), "");
});

Deno.test("without the right to create a schema nothing is created, and the message says so", async () => {
  await using place = await emptyLab();
  const user = `u${crypto.randomUUID().slice(0, 8)}`;
  await place.run(
    `create user ${user}@localhost; grant all on \`${place.schema}\`.* to ${user}@localhost;`,
  );
  const { Database } = await import("../../src/database.ts");
  const { ScopedPool } = await import("../../src/connection/scoped_pool.ts");
  const { reflect } = await import("../../src/schema/reflect.ts");
  const pool = new ScopedPool(
    await openPool({ socketPath: place.database.socket, user }),
  );
  try {
    let catalog = await reflect(pool);
    const reload = async () => catalog = await reflect(pool);
    const db = new Database({
      context: {
        pool,
        get catalog() {
          return catalog;
        },
        reload,
        observer: null as never,
        stores: {},
        downloads: "",
        readOnly: false,
        fetchNwb: async (_context, _expression, _ticket, give) =>
          await give([]),
        nwbFrame: (rows) => nwbFrame(rows),
        ask: () => null,
      },
      label: "",
      reload,
      prepareLog: () => Promise.resolve(),
      commandsOf: () => null,
      close: () => pool.close(),
    });
    const error = await assertRejects(
      () => db.declare("not_mine_to_make", Mouse),
      DefinitionError,
    );
    assert(error.message.includes("could not be created"), error.message);
    await db.declare(place.schema, Mouse);
    assert((await created(place, "mouse")).includes("PRIMARY KEY"));
  } finally {
    await pool.close();
    await place.run(`drop user ${user}@localhost`);
  }
});
