/**
 * Option files of MySQL's and MariaDB's client programs: where the script finds its credentials, outside the bundle.
 *
 * @module
 */
/** What an option file may say; left out, the client's own default holds. */
export interface OptionFileValues {
  readonly user: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string | null;
  /** File of the certificate authority for TLS. */
  readonly sslCa?: string;
}

/**
 * Writes the text of an option file with one `[client]` group, which every client program reads.
 *
 * @param values Where the server is and who we are.
 * @throws {RangeError} For a value with NUL or of more than 2,000 bytes: client programs cut their lines.
 *
 * @example
 * ```ts
 * import { optionFileText } from "./option_file.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   optionFileText({ user: "lab", password: 'a#b"c', host: "db.example.org" }),
 *   '[client]\nuser="lab"\npassword="a#b\\"c"\nhost="db.example.org"\n',
 * );
 * ```
 */
export function optionFileText(values: OptionFileValues): string {
  const entries: [string, string | number | null | undefined][] = [
    ["user", values.user],
    ["password", values.password],
    // A socket alone would give way to MYSQL_HOST in the environment.
    ["host", values.host ?? (values.socketPath ? "localhost" : null)],
    ["port", values.port],
    ["socket", values.socketPath],
    ["ssl-ca", values.sslCa],
  ];
  const lines = entries
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${optionValue(name, String(value))}\n`);
  return `[client]\n${lines.join("")}`;
}

const LONGEST_VALUE = 2000;

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
};

function optionValue(name: string, value: string): string {
  // The value itself may be a password: the message tells only which one is wrong.
  const bytes = new TextEncoder().encode(value).length;
  if (value.includes("\0") || !value.isWellFormed() || bytes > LONGEST_VALUE) {
    throw new RangeError(
      `Cannot write an option file: found a value of ${name} that it cannot hold, wanted text of at most ${LONGEST_VALUE} bytes without NUL`,
    );
  }
  // deno-lint-ignore no-control-regex
  return `"${value.replaceAll(/[\\"\n\r\t\x08]/g, (mark) => ESCAPES[mark]!)}"`;
}
