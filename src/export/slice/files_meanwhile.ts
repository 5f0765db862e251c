/**
 * The files of a slice, listed while its closure is computed: a row that names a file says so when it is read, and the
 * files of a table are looked at while the server reads others.
 *
 * @module
 */
import type { AlsoRead } from "../../closure/closure_options.ts";
import type { TableSlice } from "../../closure/table_slice.ts";
import { textsOf } from "../../connection/wire/utf8_text.ts";
import type { RowCells } from "../../connection/session.ts";
import type { TableInfo } from "../../schema/table.ts";
import type { Progress } from "../progress.ts";
import {
  folderOf,
  namesFiles,
  PATH_COLUMNS,
  pathOf,
  type SizedFiles,
  sizedFiles,
} from "./files.ts";
import { lookAt, lookEarly, noFiles } from "./originals.ts";

/** What a closure tells of the files that its rows name, and what these are. */
export class FilesMeanwhile {
  readonly #stores: Readonly<Record<string, string>>;
  /** Full name of a table → the paths that its rows name. */
  readonly #named = new Map<string, string[]>();
  /** Rows of several tables may name the same file, or one that another's links to. */
  readonly #files = noFiles();
  readonly #looks: Promise<unknown>[] = [];
  readonly #guessing = new AbortController();
  #hasGuessed = false;

  /** @param stores Store → folder. */
  constructor(stores: Readonly<Record<string, string>>) {
    this.#stores = stores;
  }

  /** For {@linkcode ClosureOptions.also}. */
  also(table: TableInfo): AlsoRead | null {
    if (!this.#hasGuessed) this.#guess();
    if (!namesFiles(table)) return null;
    let folder: string | null = null;
    const paths: string[] = [];
    this.#named.set(table.fullName, paths);
    const onRow = (row: RowCells, first: number) => {
      folder ??= folderOf(table, this.#stores)!;
      paths.push(
        pathOf(folder, table, textsOf(row, first, first + PATH_COLUMNS.length)),
      );
    };
    return { select: PATH_COLUMNS, onRow };
  }

  /** For {@linkcode ClosureOptions.onTable}: begins to look at the files of a table. */
  complete({ table }: TableSlice): void {
    const paths = this.#named.get(table.fullName);
    if (paths === undefined) return;
    const look = lookAt(paths, this.#files);
    // Where the closure fails, nobody takes it.
    look.catch(() => {});
    this.#looks.push(look);
  }

  /** The files, once the closure is complete. */
  async listing(progress?: Progress): Promise<SizedFiles> {
    await Promise.all(this.#looks);
    this.#guessing.abort();
    const named = [...this.#named.values()].flat();
    lastNamed = named.slice(0, MOST_GUESSED);
    return await sizedFiles(named, progress, this.#files);
  }

  /** Once the statements are under way: until their rows come there is nothing else to do. */
  #guess(): void {
    this.#hasGuessed = true;
    const paths = lastNamed;
    setTimeout(() => {
      lookEarly(paths, this.#files, this.#guessing.signal).catch(() => {});
    });
  }
}

/** What the last closure named: a preview, all tables and the export mostly come one after the other. */
let lastNamed: readonly string[] = [];
/** In a quarter of a second. */
const MOST_GUESSED = 50_000;
