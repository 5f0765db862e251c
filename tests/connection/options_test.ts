import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { readConfiguration } from "../../src/connection/options.ts";
import { ConnectionError } from "../../src/errors.ts";

const VARIABLES = [
  "DJ_HOST",
  "DJ_PORT",
  "DJ_USER",
  "DJ_PASS",
  "HOME",
  "SPYGLASS_BASE_DIR",
  "SPYGLASS_EMBEDDED",
  "SPYGLASS_VERSION",
];
const SECRET = "s3cret-w0rd";

/** A folder with configuration files, and an environment of its own. */
async function place(
  files: Record<string, unknown>,
  environment: Record<string, string> = {},
): Promise<AsyncDisposable & { folder: string }> {
  const folder = await Deno.makeTempDir();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    const text = typeof content === "string"
      ? content
      : JSON.stringify(content);
    await Deno.writeTextFile(path, text);
  }
  const before = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of VARIABLES) Deno.env.delete(name);
  Deno.env.set("HOME", join(folder, "home"));
  for (const [name, value] of Object.entries(environment)) {
    Deno.env.set(name, value);
  }
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const LAB = {
  "database.host": "lab.example",
  "database.port": 3307,
  "database.user": "ann",
  "database.password": SECRET,
};

Deno.test("readConfiguration() finds DataJoint's file upward, the nearest one", async () => {
  await using found = await place({
    "dj_local_conf.json": { ...LAB, "database.host": "far.example" },
    "a/dj_local_conf.json": LAB,
    "a/b/c/empty.txt": "",
  });
  const { address, password } = readConfiguration(
    {},
    join(found.folder, "a/b/c"),
  );
  assertEquals(address, {
    host: "lab.example",
    port: 3307,
    user: "ann",
    socketPath: null,
    tls: null,
    namedBy: join(found.folder, "a/dj_local_conf.json"),
  });
  assertEquals(password(), SECRET);
});

Deno.test("readConfiguration() takes an argument before the environment before files before the global file", async () => {
  await using found = await place({
    "dj_local_conf.json": { "database.host": "file", "database.user": "file" },
    "home/.datajoint_config.json": {
      "database.host": "global",
      "database.user": "global",
      "database.password": "global",
      "database.port": 1,
    },
  }, { DJ_HOST: "environment" });
  const { folder } = found;
  assertEquals(
    readConfiguration({ host: "argument" }, folder).address.host,
    "argument",
  );
  const { address, password } = readConfiguration({}, folder);
  assertEquals([address.host, address.user, address.port, password()], [
    "environment",
    "file",
    1,
    "global",
  ]);
  assertEquals(address.namedBy, "DJ_HOST");
  Deno.env.delete("DJ_HOST");
  assertEquals(readConfiguration({}, folder).address.host, "file");
  await Deno.remove(join(folder, "dj_local_conf.json"));
  assertEquals(readConfiguration({}, folder).address.host, "global");
});

Deno.test("readConfiguration() reads nested settings, and a port that stands in the host", async () => {
  await using found = await place({
    "dj_local_conf.json": { database: { host: "nested:3310", user: "ann" } },
  });
  assertEquals(readConfiguration({}, found.folder).address.port, 3310);
  assertEquals(readConfiguration({}, found.folder).address.host, "nested");
  Deno.env.set("DJ_PORT", "3311");
  assertEquals(
    readConfiguration({ host: "other:3312" }, found.folder).address.port,
    3312,
  );
  assertEquals(
    readConfiguration({ host: "other" }, found.folder).address.port,
    3311,
  );
  assertEquals(
    readConfiguration({ host: "other", port: 5 }, found.folder).address.port,
    5,
  );
});

Deno.test("readConfiguration() takes an empty variable for none", async () => {
  await using found = await place({ "dj_local_conf.json": LAB }, {
    DJ_HOST: "",
    DJ_PORT: "",
    DJ_USER: "",
    SPYGLASS_BASE_DIR: "",
  });
  const { address, baseDir } = readConfiguration({}, found.folder);
  assertEquals([address.host, address.port, address.user, baseDir], [
    "lab.example",
    3307,
    "ann",
    null,
  ]);
});

Deno.test("readConfiguration() uses the embedded server only where no host is named, or where it is asked for", async () => {
  await using found = await place({ "dj_local_conf.json": LAB });
  assertEquals(readConfiguration({}, found.folder).address.host, "lab.example");
  assertEquals(
    readConfiguration({ embedded: true }, found.folder).address.host,
    null,
  );
  assertEquals(
    readConfiguration({ socketPath: "/x" }, found.folder).address.socketPath,
    "/x",
  );
  await Deno.remove(join(found.folder, "dj_local_conf.json"));
  assertEquals(readConfiguration({}, found.folder).address.host, null);
});

Deno.test("readConfiguration() takes no other server where the one that is named cannot be read", async () => {
  for (const host of [7, ["lab"]]) {
    await using found = await place({
      "dj_local_conf.json": JSON.stringify({ "database.host": host }),
    });
    assertThrows(
      () => readConfiguration({}, found.folder),
      TypeError,
      `database.host in ${join(found.folder, "dj_local_conf.json")} is a`,
    );
  }
  await using found = await place({});
  const read = () => readConfiguration({}, found.folder);
  await Deno.mkdir(join(found.folder, "dj_local_conf.json"));
  assertThrows(read, TypeError, "is unreadable");
});

Deno.test("readConfiguration() never tells a password, not even of a file that is no JSON", async () => {
  for (
    const [text, said] of [
      [`{"database.password": "${SECRET}",`, "is not JSON"],
      [`{"database.password": "${SECRET}" "x": 1}`, "is not JSON"],
      [`"${SECRET}"`, "holds no JSON object"],
      [`["${SECRET}"]`, "holds no JSON object"],
      ["null", "holds no JSON object"],
    ] as const
  ) {
    await using found = await place({ "dj_local_conf.json": text });
    const error = assertThrows(
      () => readConfiguration({}, found.folder),
      TypeError,
    );
    assert(error.message.includes(said), error.message);
    assert(error.message.includes(join(found.folder, "dj_local_conf.json")));
    assert(!Deno.inspect(error).includes(SECRET));
    assert(!String(error.stack).includes(SECRET));
  }
  await using found = await place({ "dj_local_conf.json": LAB });
  const configuration = readConfiguration({}, found.folder);
  for (const options of [{}, { showHidden: true, depth: 10, getters: true }]) {
    assert(!Deno.inspect(configuration, options).includes(SECRET));
  }
  assert(!JSON.stringify(configuration).includes(SECRET));
  const url = assertThrows(
    () => readConfiguration({ host: `ann:${SECRET}@lab` }, found.folder),
    RangeError,
  );
  assert(!url.message.includes(SECRET));
});

Deno.test("readConfiguration() refuses a host without a user, and a port that is none", async () => {
  await using found = await place({
    "dj_local_conf.json": { "database.host": "lab" },
  });
  const error = assertThrows(
    () => readConfiguration({}, found.folder),
    ConnectionError,
  );
  assert(error.message.includes("DJ_USER"), error.message);
  for (const port of [0, -1, 65536, 1.5, "x", NaN]) {
    assertThrows(
      () =>
        readConfiguration({ user: "a", port: port as number }, found.folder),
      RangeError,
      "whole number from 1 to 65535",
    );
  }
});

Deno.test("readConfiguration() knows the lab's folders and version", async () => {
  await using found = await place({
    "dj_local_conf.json": {
      custom: { spyglass_dirs: { base: "/lab" }, spyglass_version: "0.6.0" },
      stores: {
        raw: { protocol: "file", location: "/elsewhere/raw" },
        more: { location: "/more" },
        broken: null,
        strange: 5,
      },
    },
  });
  const { baseDir, stores, spyglassVersion } = readConfiguration(
    {},
    found.folder,
  );
  assertEquals(baseDir, "/lab");
  assertEquals(stores, {
    raw: "/elsewhere/raw",
    analysis: "/lab/analysis",
    more: "/more",
  });
  assertEquals(spyglassVersion, "0.6.0");
  Deno.env.set("SPYGLASS_BASE_DIR", "/set");
  Deno.env.set("SPYGLASS_VERSION", "1");
  assertEquals(readConfiguration({}, found.folder).baseDir, "/set");
  assertEquals(
    readConfiguration({ baseDir: "/told" }, found.folder).baseDir,
    "/told",
  );
  assertEquals(readConfiguration({}, found.folder).spyglassVersion, "1");
});

Deno.test("readConfiguration() gives absolute folders, whatever way they are named", async () => {
  const location = "store";
  await using found = await place({
    "dj_local_conf.json": { stores: { more: { location, stage: "./stage" } } },
  });
  const { baseDir, stores, stages } = readConfiguration(
    { baseDir: "lab" },
    found.folder,
  );
  const here = Deno.cwd();
  assertEquals(baseDir, join(here, "lab"));
  assertEquals(stores, {
    raw: join(here, "lab/raw"),
    analysis: join(here, "lab/analysis"),
    more: join(here, "store"),
  });
  assertEquals(stages, { more: join(here, "stage") });
});

Deno.test("readConfiguration() reads certificates that use_tls names", async () => {
  await using found = await place({ "ca.pem": "-----BEGIN CERTIFICATE-----" });
  const write = (use_tls: unknown) =>
    Deno.writeTextFile(
      join(found.folder, "dj_local_conf.json"),
      JSON.stringify({ ...LAB, "database.use_tls": use_tls }),
    );
  const tls = () => readConfiguration({}, found.folder).address.tls;
  await write({ ssl: { ca: join(found.folder, "ca.pem") } });
  assertEquals(tls(), { ca: "-----BEGIN CERTIFICATE-----" });
  await write({ ca: "-----BEGIN x" });
  assertEquals(tls(), { ca: "-----BEGIN x" });
  await write(false);
  assertEquals(tls(), false);
  await write(null);
  assertEquals(tls(), null);
  await write({ ssl: { ca: "/not/there.pem" } });
  assertThrows(tls, TypeError, "/not/there.pem");
});
