/** Looking at many files. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { infosOf } from "../../../src/export/slice/file_infos.ts";
import { freshFolder } from "../../nwb/folder.ts";

Deno.test("infosOf() finds the files among many paths, and nothing else", async () => {
  await using folder = await freshFolder();
  const at = (name: string) => join(folder.path, name);
  const sizes = new Map<string, number>();
  for (let i = 0; i < 300; i++) {
    await Deno.writeTextFile(at(`${i}.nwb`), "x".repeat(i));
    sizes.set(at(`${i}.nwb`), i);
  }
  await Deno.mkdir(at("folder.nwb"));
  const others = [
    at("folder.nwb"),
    ...Array.from({ length: 300 }, (_, i) => at(`gone${i}.nwb`)),
    ...Array.from({ length: 20 }, (_, i) => at(`no folder/${i}.nwb`)),
  ];
  for (
    const paths of [
      [...sizes.keys(), ...others],
      [...others, ...sizes.keys()],
      [...sizes.keys()].slice(0, 5),
      [],
    ]
  ) {
    const infos = await infosOf(paths);
    assertEquals(
      Object.fromEntries(Array.from(infos, ([path, { size }]) => [path, size])),
      Object.fromEntries(
        paths.flatMap((path) => {
          const size = sizes.get(path);
          return size === undefined ? [] : [[path, size]];
        }),
      ),
    );
  }
});
