import { assert, assertEquals, assertThrows } from "@std/assert";
import { instanceOf, isSameArchive } from "../../src/dandi/instance.ts";
import { archiveKey } from "../../src/dandi/key.ts";
import { ExportError } from "../../src/errors.ts";

Deno.test("archiveKey() refuses what no header carries, and does not show it", () => {
  const before = Deno.env.get("DANDI_API_KEY");
  try {
    for (const key of ["abc\r\nX: y", "abc def", "schlüssel"]) {
      Deno.env.set("DANDI_API_KEY", key);
      const error = assertThrows(() => archiveKey("dandi"), ExportError);
      assert(!error.message.includes(key.slice(0, 3)), error.message);
    }
    Deno.env.set("DANDI_API_KEY", " 0123456789abcdef\n");
    assertEquals(archiveKey("dandi"), "0123456789abcdef");
  } finally {
    if (before === undefined) Deno.env.delete("DANDI_API_KEY");
    else Deno.env.set("DANDI_API_KEY", before);
  }
});

Deno.test("archiveKey() asks for a key that nobody sees, and refuses an empty answer", () => {
  const before = Deno.env.get("DANDI_API_KEY");
  const { prompt } = globalThis;
  const { log } = console;
  const asked: unknown[][] = [];
  const said: unknown[] = [];
  let answer: string | null = " typed-0123456789 ";
  Deno.env.delete("DANDI_API_KEY");
  globalThis.prompt = (...question: unknown[]) => {
    asked.push(question);
    return answer;
  };
  console.log = (...words) => said.push(words);
  try {
    assertEquals(archiveKey("dandi"), "typed-0123456789");
    assertEquals(asked, [["Key of dandi:", "", { password: true }]]);
    assertEquals(Deno.env.get("DANDI_API_KEY"), undefined);
    for (answer of ["", "  ", null]) {
      const error = assertThrows(() => archiveKey("dandi"), ExportError);
      assert(error.message.includes("DANDI_API_KEY"), error.message);
    }
    answer = "typed 0123456789";
    const error = assertThrows(() => archiveKey("dandi"), ExportError);
    assert(!error.message.includes("typed"), error.message);
    assertEquals(said, []);
  } finally {
    globalThis.prompt = prompt;
    console.log = log;
    if (before !== undefined) Deno.env.set("DANDI_API_KEY", before);
  }
});

Deno.test("isSameArchive() compares addresses, not names", () => {
  const same: [string, string][] = [
    ["dandi", "https://api.dandiarchive.org/api"],
    ["dandi-staging", "dandi-sandbox"],
    ["http://localhost:8000/api", "http://LOCALHOST:8000/api/"],
    ["https://archive.example:443/api", "https://archive.example/api"],
    ["no archive", "no archive"],
  ];
  for (const [one, other] of same) assert(isSameArchive(one, other), other);
  const different: [string, string][] = [
    ["dandi", "dandi-staging"],
    ["http://localhost:8000/api", "http://localhost:8001/api"],
    ["no archive", "dandi"],
  ];
  for (const [one, other] of different) {
    assert(!isSameArchive(one, other), other);
  }
});

Deno.test("instanceOf() sends keys in clear to this machine only", () => {
  for (const host of ["localhost:8000", "127.0.0.1:1", "[::1]:8000"]) {
    assertEquals(
      instanceOf(`http://${host}/api/`).api,
      `http://${host}/api`,
    );
  }
  instanceOf("https://archive.example/api");
  for (const host of ["archive.example", "127.0.0.1.example", "localhost.a"]) {
    assertThrows(
      () => instanceOf(`http://${host}/api`),
      ExportError,
      "wanted https://",
    );
  }
});
