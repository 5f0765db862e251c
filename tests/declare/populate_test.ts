import { assert, assertEquals, assertRejects } from "@std/assert";
import { PopulateError, SpyglassError } from "../../src/errors.ts";
import {
  Computed,
  Lookup,
  Manual,
  Part,
} from "../../src/declare/user_tables.ts";
import type { Row } from "../../src/query/reading/result.ts";
import { emptyLab } from "./classes.ts";

class Mouse extends Manual {
  static definition = "mouse : int\n---\ngrams : double";
}
class Method extends Lookup {
  static definition = "method : varchar(10)";
  static contents = [["half"], ["double"]];
}

async function zoo(
  options: Parameters<typeof emptyLab>[0] = {},
  count = 3,
) {
  const place = await emptyLab(options);
  const mouse = await place.db.declare(place.schema, Mouse);
  await mouse.insert(
    Array.from({ length: count }, (_, i) => ({ mouse: i, grams: i * 10 })),
  );
  await place.db.declare(place.schema, Method);
  return { ...place, mouse, [Symbol.asyncDispose]: place.close };
}

Deno.test("populate() makes each key of the joined parents once, and all of a key or nothing", async () => {
  await using place = await zoo();
  const { mouse } = place;
  const seen: Row[] = [];
  class Weight extends Computed {
    static definition = "-> Mouse\n-> Method\n---\nresult : double";
    static Step = class Step extends Part {
      static definition = "-> master\nstep : int";
    };
    async make(key: Row) {
      seen.push(key);
      const grams = await mouse.and(key).fetch1("grams") as number;
      const result = key.method === "half" ? grams / 2 : grams * 2;
      await this.insert1({ ...key, result });
      await (this as unknown as { Step: typeof mouse }).Step.insert([
        { ...key, step: 1 },
        { ...key, step: 2 },
      ]);
      if (key.mouse === 1 && key.method === "half") {
        throw new Error("bad mouse");
      }
    }
  }
  const weight = await place.db.declare(place.schema, Weight);
  assert(weight instanceof Weight);
  assertEquals(await weight.progress(), { total: 6, remaining: 6 });
  const error = await assertRejects(() => weight.populate(), PopulateError);
  assertEquals(error.key, { mouse: 1, method: "half" });
  assert(error.message.includes("bad mouse"), error.message);
  const { successCount, errorList } = await weight.populate({
    suppressErrors: true,
  });
  assertEquals(errorList.map(({ key }) => key), [{ mouse: 1, method: "half" }]);
  assertEquals(await weight.count(), 5);
  assertEquals(await weight.Step!.count(), 10);
  assert(successCount >= 1);
  assertEquals(await weight.progress(), { total: 6, remaining: 1 });
  assertEquals(
    await weight.and({ mouse: 2, method: "double" }).fetch1("result"),
    40,
  );
});

Deno.test("populate() takes restrictions, an order, a limit and most calls", async () => {
  await using place = await zoo({}, 5);
  const order: unknown[] = [];
  class Copy extends Computed {
    static definition = "-> Mouse";
    async make(key: Row) {
      order.push(key.mouse);
      await this.insert1(key);
    }
  }
  const copy = await place.db.declare(place.schema, Copy);
  await copy.populate({ restrictions: "mouse > 2", order: "reverse" });
  assertEquals(order, [4, 3]);
  await copy.populate({ restrictions: [{ mouse: [0, 1] }, "mouse <> 0"] });
  assertEquals(order, [4, 3, 1]);
  assertEquals((await copy.populate({ maxCalls: 1 })).successCount, 1);
  assertEquals((await copy.populate({ limit: 0 })).successCount, 0);
  assertEquals((await copy.populate({ order: "random" })).successCount, 1);
  assertEquals(await copy.count(), 5);
  for (
    const options of [{ order: "up" }, { maxCalls: -1 }, { max_calls: 1 }]
  ) {
    await assertRejects(
      () => copy.populate(options as never),
      Error,
      "Cannot populate",
    );
  }
});

Deno.test("populate() with reservations: many workers at once make each key once", async () => {
  await using place = await zoo({}, 20);
  const made: unknown[] = [];
  class Slow extends Computed {
    static definition = "-> Mouse";
    async make(key: Row) {
      made.push(key.mouse);
      await new Promise((done) => setTimeout(done, 5));
      await this.insert1(key);
    }
  }
  const slow = await place.db.declare(place.schema, Slow);
  await slow.populate({ maxCalls: 1, reserveJobs: true });
  const results = await Promise.all(
    Array.from(
      { length: 4 },
      () => slow.populate({ reserveJobs: true, order: "random" }),
    ),
  );
  assertEquals(
    made.toSorted(),
    Array.from({ length: 20 }, (_, i) => i).toSorted(),
  );
  const count = results.reduce((sum, each) => sum + each.successCount, 1);
  assertEquals(count, 20);
  assertEquals(await place.run("select count(*) from `~jobs`"), "0\n");
});

Deno.test("populate() without reservations: what another worker has made meanwhile stays", async () => {
  await using place = await zoo({}, 4);
  class Same extends Computed {
    static definition = "-> Mouse";
    async make(key: Row) {
      await new Promise((done) => setTimeout(done, 20));
      await this.insert1(key);
    }
  }
  const same = await place.db.declare(place.schema, Same);
  const [a, b] = await Promise.all([same.populate(), same.populate()]);
  assertEquals(a.successCount + b.successCount, 4);
  assertEquals(await same.count(), 4);
});

Deno.test("populate() notes a failed key in ~jobs, and leaves it alone until the note is gone", async () => {
  await using place = await zoo({}, 2);
  let fails = true;
  class Fragile extends Computed {
    static definition = "-> Mouse";
    async make(key: Row) {
      if (fails && key.mouse === 1) {
        throw new RangeError('it\'s "broken" `here`');
      }
      await this.insert1(key);
    }
  }
  const fragile = await place.db.declare(place.schema, Fragile);
  const options = { reserveJobs: true, suppressErrors: true };
  const first = await fragile.populate(options);
  assertEquals([first.successCount, first.errorList.length], [1, 1]);
  assertEquals(
    await place.run("select table_name, status, error_message from `~jobs`"),
    '__fragile\terror\tRangeError: it\'s "broken" `here`\n',
  );
  fails = false;
  assertEquals((await fragile.populate(options)).successCount, 0);
  await place.run("delete from `~jobs`");
  assertEquals((await fragile.populate(options)).successCount, 1);
});

Deno.test("a computed table takes rows from make only, unless told otherwise", async () => {
  await using place = await zoo();
  class Sum extends Computed {
    static definition = "-> Mouse";
    async make(key: Row) {
      await this.insert1(key);
    }
  }
  const sum = await place.db.declare(place.schema, Sum);
  await assertRejects(
    () => sum.insert1({ mouse: 1 }),
    SpyglassError,
    "allowDirectInsert",
  );
  await sum.insert1({ mouse: 1 }, { allowDirectInsert: true });
  assertEquals(await sum.keys(), [{ mouse: 1 }]);
});

Deno.test("populate() follows a key source of the class", async () => {
  await using place = await zoo({}, 4);
  const { mouse } = place;
  class Heavy extends Computed {
    static definition = "-> Mouse";
    get keySource() {
      return mouse.and("grams >= 20");
    }
    async make(key: Row) {
      await this.insert1(key);
    }
  }
  const heavy = await place.db.declare(place.schema, Heavy);
  assertEquals(await heavy.progress(), { total: 2, remaining: 2 });
  await heavy.populate();
  assertEquals(await heavy.keys(), [{ mouse: 2 }, { mouse: 3 }]);
  assertEquals(await heavy.progress(), { total: 2, remaining: 0 });
});

Deno.test("populate() is refused in a transaction, without make, and without parents", async () => {
  await using place = await zoo();
  class Idle extends Computed {
    static definition = "-> Mouse";
  }
  class Alone extends Computed {
    static definition = "id : int";
    make() {}
  }
  const idle = await place.db.declare(place.schema, Idle);
  const alone = await place.db.declare(place.schema, Alone);
  await assertRejects(() => idle.populate(), Error, "has no make");
  await assertRejects(() => alone.populate(), Error, "refers to no table");
  await assertRejects(
    () => place.db.transaction(() => idle.populate()),
    SpyglassError,
    "a transaction is open",
  );
});

Deno.test("populate() logs the keys that it hands out, and what make reads", async () => {
  await using place = await zoo({ logs: true }, 2);
  const { mouse } = place;
  class Sum extends Computed {
    static definition = "-> Mouse\n---\nx : double";
    async make(key: Row) {
      const x = await mouse.and(key).fetch1("grams");
      await this.insert1({ ...key, x });
    }
  }
  const sum = await place.db.declare(place.schema, Sum);
  place.reads.length = 0;
  await sum.populate({ restrictions: { mouse: 1 } });
  const tables = place.reads.map(({ table }) => table.name);
  assertEquals(new Set(tables), new Set(["mouse"]));
  assertEquals(await sum.count(), 1);
});
