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
import { lookAt, type LookedAtFiles } from "./originals.ts";

/** What a closure tells of the files that its rows name, and what these are. */
export class FilesMeanwhile {
  readonly #stores: Readonly<Record<string, string>>;
  /** Full name of a table → the paths that its rows name. */
  readonly #named = new Map<string, string[]>();
  readonly #looks: Promise<LookedAtFiles>[] = [];

  /** @param stores Store → folder. */
  constructor(stores: Readonly<Record<string, string>>) {
    this.#stores = stores;
  }

  /** For {@linkcode ClosureOptions.also}. */
  also(table: TableInfo): AlsoRead | null {
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
    const look = lookAt(paths);
    // Where the closure fails, nobody takes it.
    look.catch(() => {});
    this.#looks.push(look);
  }

  /** The files, once the closure is complete. */
  async listing(progress?: Progress): Promise<SizedFiles> {
    const looked = await Promise.all(this.#looks);
    return await sizedFiles([...this.#named.values()].flat(), progress, {
      paths: [...new Set(looked.flatMap(({ paths }) => paths))],
      infos: new Map(looked.flatMap(({ infos }) => [...infos])),
      seen: new Map(looked.flatMap(({ seen }) => [...seen])),
    });
  }
}
