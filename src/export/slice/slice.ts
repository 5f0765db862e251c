/**
 * A slice as the user holds it: tables restricted to their rows, counts, files.
 *
 * @module
 */
import type { Key } from "../../keys/key.ts";
import type { KeyList } from "../../keys/key_list.ts";
import { whereTexts } from "../../keys/where.ts";
import type { Closure } from "../../closure/closure.ts";
import type { TableSlice } from "../../closure/table_slice.ts";
import type { WhyStep } from "../../closure/why.ts";
import { diagram } from "../../present/diagram.ts";
import { displayBundle } from "../../present/display.ts";
import { sliceHtml } from "../../present/slice_html.ts";
import { sliceText } from "../../present/slice_text.ts";
import type { SliceView } from "../../present/slice_view.ts";
import type { TableView } from "../../present/table_view.ts";
import { findTable } from "../../query/find_table.ts";
import { QUERY_STATE } from "../../query/condition/semijoin.ts";
import type { Table } from "../../query/table.ts";
import { textCondition } from "../../query/condition/condition.ts";
import type { QueryContext } from "../../query/context.ts";
import { Query } from "../../query/query.ts";
import { restrict, tableRows } from "../../query/expression/expression.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fragment } from "../../sql/fragment.ts";
import type { FilePath } from "./files.ts";
import { partlySeenText } from "./hidden_parts.ts";
import { orphansText } from "./orphans_text.ts";
import type { PaperSlice } from "./paper_slice.ts";
import {
  type KeyTexts,
  SessionMoments,
  sessionMoments,
} from "./session_moments.ts";
import { tableLabels } from "./table_labels.ts";
import { type GivenKey, whyRow } from "./why_row.ts";

/** What a slice is made of. */
export interface SliceParts {
  readonly title: string;
  readonly slice: PaperSlice;
  /** Only tables that a read named, or all. */
  readonly only: "logged" | "all";
  /** Left out where they are still being listed: then {@linkcode Slice.look} waits for them. */
  readonly files?: readonly FilePath[];
}

/** The files of a slice, and path → bytes of those that are there. */
export interface FileListing {
  readonly files: readonly FilePath[];
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * The rows that a paper's reads rest on. Iterating gives one query a table, restricted to its rows.
 *
 * @example
 * ```ts demo ignore
 * const slice = await ExportSelection.showAllTables({ paper_id: "paper1" });
 * slice.counts["`common_ephys`.`_electrode`"]; // 2
 * ```
 */
export class Slice implements Iterable<Query> {
  readonly #context: QueryContext;
  readonly #parts: SliceParts;
  readonly #tables: readonly TableSlice[];
  #files: readonly FilePath[];
  #sizes: ReadonlyMap<string, number> = new Map();
  #moments = new SessionMoments();
  readonly #previews = new Map<string, TableView>();

  /** Slices are made by `previewTables` and `showAllTables`. */
  constructor(context: QueryContext, parts: SliceParts) {
    this.#context = context;
    this.#parts = parts;
    this.#files = parts.files ?? [];
    const named = new Set(parts.slice.log.entries.map((entry) => entry.table));
    this.#tables = [...parts.slice.closure.tables.values()].filter((table) =>
      parts.only === "all" || named.has(table.table.fullName)
    );
  }

  /** Full name of each table → number of its rows. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#tables.map(({ table, count }) => [table.fullName, count]),
    );
  }

  /** Number of rows of all these tables. */
  get total(): number {
    return this.#tables.reduce((sum, { count }) => sum + count, 0);
  }

  /** The files that the rows name. */
  get files(): readonly FilePath[] {
    return this.#files;
  }

  /** Logged rows that `includedNwbFiles` left out, by table. */
  get cut(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#parts.slice.cut.map(({ table, keys }) => [table, keys.length]),
    );
  }

  /**
   * Why a row is in the slice: the chain of foreign keys from a row that was read.
   *
   * @param table The table, a query of it, its full name, or `schema.ClassName`.
   * @param key The row's primary key, as an object: values as reads give them, or written as in SQL. It may hold more.
   * @throws {RangeError} The row is not in the slice.
   * @returns Steps, the row that was read first.
   *
   * @example
   * ```ts demo ignore
   * const slice = await ExportSelection.showAllTables({ paper_id: "paper1" });
   * for (const { table } of slice.why(Session, { nwb_file_name: "minirec20230622_.nwb" })) console.log(table);
   * ```
   */
  why(
    table: string | Query | Table,
    key: GivenKey,
  ): readonly WhyStep[] {
    const info = typeof table !== "string"
      ? table[QUERY_STATE]().table
      : findTable(this.#parts.slice.catalog, table);
    return whyRow(this.#parts.slice, this.#moments, info, key);
  }

  /**
   * The foreign keys between the tables, as mermaid text.
   *
   * @example
   * ```ts demo ignore
   * const slice = await ExportSelection.showAllTables({ paper_id: "paper1" });
   * slice.toMermaid(); // "flowchart …"
   * ```
   */
  toMermaid(): string {
    return diagram(this.view());
  }

  /** One query a table. */
  *[Symbol.iterator](): Iterator<Query> {
    for (const { table, list } of this.#tables) yield this.#query(table, list);
  }

  /** How Jupyter shows it; of tables that were read, the first rows are read now. */
  async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
    const shown = this.#parts.only === "logged" ? this.#tables : [];
    await Promise.all(shown.map((slice) => this.#lookInto(slice)));
    const view = this.view();
    const diagram = this.#parts.only === "all";
    return { ...displayBundle(sliceHtml(view, { diagram }), sliceText(view)) };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return sliceText(this.view());
  }

  /**
   * Waits for its files.
   *
   * @internal
   */
  async look(listing: Promise<FileListing>): Promise<this> {
    const [{ files, sizes }, moments] = await Promise.all([
      listing,
      sessionMoments(this.#context.pool, keyTexts(this.#parts.slice.closure)),
    ]);
    this.#files = files;
    this.#sizes = sizes;
    this.#moments = moments;
    return this;
  }

  /** Reads the first rows of a table, once, by their keys alone: there may be many others. */
  async #lookInto({ table, count, head }: TableSlice): Promise<void> {
    if (this.#previews.has(table.fullName)) return;
    const { view } = await this.#query(table, head(SHOWN)).preview(SHOWN);
    this.#previews.set(table.fullName, { ...view, total: count });
  }

  #query(table: TableInfo, keys: readonly Key[] | KeyList): Query {
    const texts = whereTexts(table, keys, { anyTimeZone: true });
    const condition = textCondition(
      fragment(`(${texts.map((text) => `(${text})`).join("OR")})`),
    );
    return new Query(
      this.#context,
      restrict(tableRows(table), [condition]),
    );
  }

  /**
   * As plain data for a renderer.
   *
   * @internal
   */
  view(): SliceView {
    const names = new Set(this.#tables.map(({ table }) => table.fullName));
    const labels = tableLabels(this.#tables.map(({ table }) => table));
    return {
      title: this.#parts.title,
      tables: this.#tables.map(({ table, count, logged }) => ({
        name: table.fullName,
        label: labels.get(table.fullName)!,
        schema: table.schema,
        tier: table.tier,
        rows: count,
        logged,
        ...this.#previewOf(table.fullName),
      })),
      files: this.files.map(({ file_path }) => ({
        path: file_path,
        bytes: this.#sizes.get(file_path) ?? null,
      })),
      edges: this.#tables.flatMap(({ table }) => table.foreignKeys)
        .filter((key) => names.has(key.parent))
        .map(({ child, parent }) => ({ child, parent })),
      notes: this.#notes(),
    };
  }

  #previewOf(table: string): { preview?: TableView } {
    const preview = this.#previews.get(table);
    return preview === undefined ? {} : { preview };
  }

  #notes(): string[] {
    const { closure, cut, partlySeen } = this.#parts.slice;
    const notes = cut.map(({ table, keys }) =>
      `${keys.length} logged rows of ${table} rest on sessions that are not included: left out`
    );
    const hidden = partlySeenText(partlySeen);
    if (hidden !== null) notes.push(hidden);
    const lost = orphansText(closure.orphans);
    if (lost !== null) notes.push(lost);
    return notes;
  }
}

function keyTexts({ tables }: Closure): KeyTexts[] {
  return Array.from(tables.values(), ({ table, list }) => ({
    table,
    textsAt: (place) => list.column(place).texts,
  }));
}

/** How many rows of each table are shown. */
const SHOWN = 12;
