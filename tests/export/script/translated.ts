/**
 * What the script makes of definitions of tables, for servers that a test does not have.
 *
 * @module
 */
import { BOTH_SERVERS_TEXT } from "../../../src/export/script/both_servers.ts";

/** Lines of a definition as a server gives them → as they are in the dump. */
export async function translated(
  lines: readonly string[],
  server = "10.11.19-MariaDB",
): Promise<string[]> {
  const awk = new Deno.Command("awk", {
    args: [`${BOTH_SERVERS_TEXT}\n{ print translated($0) }`],
    env: { server },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await new Blob([lines.map((line) => `${line}\n`).join("")]).stream()
    .pipeTo(awk.stdin);
  const { stdout } = await awk.output();
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}
