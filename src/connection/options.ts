/**
 * Where the server is and who we are there: DataJoint's own configuration.
 * An argument comes before the environment (`DJ_HOST`, `DJ_PORT`, `DJ_USER`, `DJ_PASS`), that before
 * `dj_local_conf.json` found upward from the working folder, that before `~/.datajoint_config.json`
 * (https://docs.datajoint.com, "Configuration").
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { ConnectionError } from "../errors.ts";
import { type StoreFolders, storeFolders } from "./stores.ts";

/**
 * What {@linkcode connect} may be told; everything is optional.
 *
 * @example
 * ```ts demo ignore
 * await using db = await connect({ readOnly: true, decimals: "number" });
 * ```
 */
export interface ConnectOptions {
  /** Name or address of the server. Without one, anywhere, the private embedded server is used. */
  readonly host?: string;
  /** @default {3306} */
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** Unix socket of the server, instead of `host` and `port`. */
  readonly socketPath?: string;
  /** `true`: TLS or nothing; `false`: never; left out: TLS where a server elsewhere offers it. */
  readonly tls?: boolean | TlsOptions;
  /** Use the private embedded server, with folders of its own, even where the configuration names a host. */
  readonly embedded?: boolean;
  /** Folder of the lab's files: `raw`, `analysis` and `export` are in it. */
  readonly baseDir?: string;
  /** Allow writes to the log only. @default {false} */
  readonly readOnly?: boolean;
  /** Refuse reads while no export is active. @default {false} */
  readonly requireExport?: boolean;
  /** What a DECIMAL is read as: its exact text, or a number that may round it. @default {"string"} */
  readonly decimals?: "string" | "number";
}

/** Certificates, as texts in PEM form. See {@linkcode connect}. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** One answer to every question that connecting asks. */
export interface ServerAddress {
  /** `null`: the embedded server. */
  readonly host: string | null;
  readonly port: number;
  readonly user: string;
  readonly socketPath: string | null;
  /** `null`: TLS where a server elsewhere offers it. */
  readonly tls: boolean | TlsOptions | null;
  /** The file, or the environment, that named the host; for messages. */
  readonly namedBy: string;
}

/** The configuration as found. The password is a function, so that no inspection shows it. */
export interface Configuration {
  readonly address: ServerAddress;
  readonly password: () => string;
  readonly baseDir: string | null;
  /** Store → folder. */
  readonly stores: Readonly<Record<string, string>>;
  /** Stores that are configured, but are no folders. */
  readonly otherStores: readonly string[];
  /** Store → how many digits of a hash name each folder, where that is configured. */
  readonly subfolding: Readonly<Record<string, readonly number[]>>;
  /** Store → the folder that files are put into it from, where that is another one. */
  readonly stages: Readonly<Record<string, string>>;
  /** The lab's Spyglass version, `null` where none is set. */
  readonly spyglassVersion: string | null;
}

/**
 * Reads the configuration.
 *
 * @param options What the caller says; comes before everything else.
 * @param from Folder to look upward from; the working folder unless told.
 * @throws {TypeError} An unknown option, or a configuration file that is no JSON.
 */
export function readConfiguration(
  options: ConnectOptions = {},
  from: string = Deno.cwd(),
): Configuration {
  // The files tell of the lab's database: its folders are not the private server's.
  const found = isEmbedded(options) ? [] : readFiles(from);
  const named = nameHost(options, found);
  const { host, port } = splitPort(checkedHost(named.host));
  const portText = options.port ?? port ?? environment("DJ_PORT") ??
    setting(found, "database.port") ?? 3306;
  const password = String(
    options.password ?? Deno.env.get("DJ_PASS") ??
      setting(found, "database.password") ?? "",
  );
  const user = String(
    options.user ?? environment("DJ_USER") ??
      setting(found, "database.user") ?? "",
  );
  if (host !== null && !user) {
    throw new ConnectionError(
      `Cannot connect to ${host}: no user name was found, wanted one; set DJ_USER and DJ_PASS, or database.user and database.password in dj_local_conf.json`,
      "NO_USER",
    );
  }
  return {
    address: {
      host,
      port: checkedPort(portText),
      user: user || "root",
      socketPath: options.socketPath ?? null,
      tls: options.tls ?? tlsSetting(found),
      namedBy: named.by,
    },
    password: () => password,
    ...folders(options, found),
    spyglassVersion: environment("SPYGLASS_VERSION") ??
      textOrNull(setting(found, "custom.spyglass_version")),
  };
}

/** Whether the private server is asked for, rather than what is left where no host is named. */
function isEmbedded({ host, socketPath, embedded }: ConnectOptions): boolean {
  if (host || socketPath) return false;
  return embedded ?? Deno.env.get("SPYGLASS_EMBEDDED") === "1";
}

/** Configuration files, the most important first. */
type Found = readonly {
  readonly path: string;
  readonly values: Record<string, unknown>;
}[];

function readFiles(from: string): Found {
  const paths: string[] = [];
  for (let folder = from;; folder = dirname(folder)) {
    paths.push(join(folder, "dj_local_conf.json"));
    if (dirname(folder) === folder) break;
  }
  const nearest = paths.find(isThere);
  const home = Deno.env.get("HOME");
  const global = home ? join(home, ".datajoint_config.json") : null;
  return [nearest, global && isThere(global) ? global : null]
    .filter((path) => typeof path === "string")
    .map((path) => ({ path, values: readJson(path) }));
}

/** What is there and cannot be read is not passed over: it may name a server. */
function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function readJson(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Deno.readTextFileSync(path));
  } catch (cause) {
    // The parser's message quotes the text around the fault, which may be the password: it is left out.
    const what = cause instanceof SyntaxError ? "is not JSON" : "is unreadable";
    throw new TypeError(
      `Cannot read the configuration: ${path} ${what}, wanted a JSON object as DataJoint writes it; correct or remove the file`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(
      `Cannot read the configuration: ${path} holds no JSON object, wanted one as DataJoint writes it`,
    );
  }
  return value as Record<string, unknown>;
}

/** DataJoint writes `database.host` as one flat name; later versions nest. Both are read. */
function setting(found: Found, name: string): unknown {
  for (const { values } of found) {
    const value = values[name] ?? nested(values, name.split("."));
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

function nested(values: unknown, path: readonly string[]): unknown {
  let value = values;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function nameHost(
  options: ConnectOptions,
  found: Found,
): { host: string | null; by: string } {
  if (options.socketPath) return { host: null, by: "the socketPath option" };
  if (options.host) return { host: options.host, by: "the host option" };
  if (isEmbedded(options)) {
    return { host: null, by: "the embedded option" };
  }
  const fromEnvironment = environment("DJ_HOST");
  if (fromEnvironment) return { host: fromEnvironment, by: "DJ_HOST" };
  const host = setting(found, "database.host") ?? null;
  const file = found.find((f) => setting([f], "database.host") !== undefined);
  if (host === null || typeof host === "string") {
    return { host, by: file?.path ?? "no configuration" };
  }
  // No other server may take the place of one that was meant.
  throw new TypeError(
    `Cannot read the configuration: database.host in ${file?.path} is a ${typeof host}, wanted the name or address of a server, as a text; correct the file`,
  );
}

/** A URL may hold a password: it is not told. */
function checkedHost(host: string | null): string | null {
  if (host === null || !/[@/\s]/.test(host)) return host;
  throw new RangeError(
    "Cannot connect: the host holds @, / or a space, wanted the name or address of a server alone; put user and password into DJ_USER and DJ_PASS, and the port into DJ_PORT",
  );
}

function splitPort(
  host: string | null,
): { host: string | null; port: string | null } {
  const match = host === null ? null : /^([^:]+):(\d+)$/.exec(host);
  return match ? { host: match[1]!, port: match[2]! } : { host, port: null };
}

function checkedPort(value: unknown): number {
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new RangeError(
    `Cannot connect: the port is ${
      JSON.stringify(value)
    }, wanted a whole number from 1 to 65535; correct DJ_PORT or database.port`,
  );
}

/** DataJoint's `use_tls`: a truth value, or `{"ssl": {"ca": "/path/of.pem"}}`. */
function tlsSetting(found: Found): boolean | TlsOptions | null {
  const value = setting(found, "database.use_tls");
  if (typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  const files = (value as { ssl?: unknown }).ssl ?? value;
  return Object.fromEntries(
    ["ca", "cert", "key"].flatMap((name) => {
      const given = (files as Record<string, unknown>)[name];
      return typeof given === "string" ? [[name, pem(given)]] : [];
    }),
  );
}

/** Certificates are named by their files, or stand there themselves. */
function pem(given: string): string {
  if (given.includes("-----BEGIN")) return given;
  try {
    return Deno.readTextFileSync(given);
  } catch {
    throw new TypeError(
      `Cannot read the configuration: database.use_tls names ${given}, which cannot be read, wanted a PEM file; correct dj_local_conf.json`,
    );
  }
}

/** An empty variable is as good as none. */
function environment(name: string): string | undefined {
  return Deno.env.get(name) || undefined;
}

function folders(
  options: ConnectOptions,
  found: Found,
): Pick<Configuration, "baseDir" | keyof StoreFolders> {
  const baseDir = options.baseDir ?? environment("SPYGLASS_BASE_DIR") ??
    textOrNull(setting(found, "custom.spyglass_dirs.base"));
  const folder = baseDir ? resolve(baseDir) : null;
  const files = found.map(({ values }) => values);
  return { baseDir: folder, ...storeFolders(folder, files) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
