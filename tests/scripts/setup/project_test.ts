import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { once } from "../../../scripts/setup/project.ts";

Deno.test("once() does the work again only when its facts change", async () => {
  const folder = await Deno.makeTempDir();
  const stamp = join(folder, "stamp");
  let done = 0;
  const work = () => Promise.resolve(void done++);
  assertEquals(await once(stamp, ["a", "b"], work), true);
  assertEquals(await once(stamp, ["a", "b"], work), false);
  assertEquals(await once(stamp, ["ab"], work), true);
  assertEquals(done, 2);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("once() called twice at the same time does the work once", async () => {
  const folder = await Deno.makeTempDir();
  let done = 0;
  const work = async () => {
    await new Promise((go) => setTimeout(go, 50));
    done++;
  };
  const stamp = join(folder, "stamp");
  const results = await Promise.all([
    once(stamp, ["x"], work),
    once(stamp, ["x"], work),
  ]);
  assertEquals([results.sort(), done], [[false, true], 1]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("once() remembers nothing of work that failed", async () => {
  const folder = await Deno.makeTempDir();
  const stamp = join(folder, "stamp");
  const fails = () => Promise.reject(new Error("no"));
  await assertRejects(() => once(stamp, ["x"], fails), Error, "no");
  assertEquals(await once(stamp, ["x"], () => Promise.resolve()), true);
  await Deno.remove(folder, { recursive: true });
});
