import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { findClientPrograms } from "../../../src/connection/server/server_programs.ts";
import { optionFileText } from "../../../src/export/script/option_file.ts";
import { freshServer, loadSql } from "../../setup.ts";

const PASSWORDS = [
  "plain",
  "a#b # c",
  'quo"te',
  "it's",
  "'both\"",
  '"wrapped"',
  "'wrapped'",
  "back\\slash\\",
  "\\n\\s\\t",
  " spaces ",
  "tab\tnew\nline\rcr\bbell",
  "$(touch x)`id`",
  "é🧠",
  "[client]",
  "=;!include",
  "x".repeat(79),
];

Deno.test("optionFileText() lets a client in with every password", async () => {
  await using server = await freshServer();
  const { client } = await findClientPrograms();
  const folder = await Deno.makeTempDir();
  const path = join(folder, "my.cnf");
  await loadSql(server.socket, "create user `o'#\"u`@localhost");
  try {
    for (const password of PASSWORDS) {
      await loadSql(
        server.socket,
        `set password for \`o'#"u\`@localhost = password(${quoted(password)})`,
      );
      const text = optionFileText({
        user: "o'#\"u",
        password,
        socketPath: server.socket,
      });
      await Deno.writeTextFile(path, text);
      const { code, stderr } = await new Deno.Command(client, {
        args: [
          `--defaults-file=${path}`,
          "--loose-skip-ssl",
          "--default-character-set=utf8mb4",
          "-e",
          "select 1",
        ],
      }).output();
      const said = new TextDecoder().decode(stderr);
      assertEquals(code, 0, `${JSON.stringify(password)}: ${said}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("optionFileText() refuses values that a client would cut, and does not show them", () => {
  for (const password of ["secret\0", "secret".repeat(400), "secret\ud800"]) {
    const error = assertThrows(
      () => optionFileText({ user: "u", password }),
      RangeError,
      "found a value of password that it cannot hold",
    );
    assertEquals(error.message.includes("secret"), false);
  }
});

/** PASSWORD() takes nothing but a plain string. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
