/**
 * The views that a paper's reads went through: their definitions go with its rows, so that cells that read them run on
 * the restored slice, too.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import { OWN_SCHEMA } from "../../log/entries/noted.ts";
import { redefinedViews } from "../../log/view_definitions_read.ts";
import { viewsReadBy } from "../../log/views_read.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { viewDefinitions } from "../../schema/view_definitions.ts";
import { shortList } from "../../names/short_list.ts";
import { USAGE_SCHEMA } from "../../spyglass/usage_tables.ts";
import { fullName } from "../../sql/identifier.ts";
import { nameOf, type Token, tokenize } from "../../sql/tokens.ts";

/** A view, as it is now. */
export interface SliceView {
  readonly table: TableInfo;
  /** Its SELECT, with every name written out, as the server gives it. */
  readonly definition: string;
  /** The tables and views behind it. */
  readonly behind: readonly TableInfo[];
}

/**
 * The views of a paper that are still there, and those behind them; each after those that it looks at. A view whose
 * reads were all forgotten stays behind: each read of it left an entry for every table behind it.
 *
 * @param catalog The tables as they are now.
 * @param say Told what cannot go along, and why.
 */
export async function sliceViews(
  session: Session,
  catalog: Catalog,
  log: PaperLog,
  say: (text: string) => void = () => {},
): Promise<readonly SliceView[]> {
  const ids = log.exports.map(({ exportId }) => exportId);
  const { views: read, problem } = ids.length === 0
    ? { views: [], problem: null }
    : await viewsReadBy(session, ids);
  if (problem !== null) say(unknownText(problem));
  const views = new Views(session, catalog);
  for (const { name } of read) await views.add(name);
  const logged = new Set(log.entries.map(entryOn));
  const { found, missing } = views.under(
    read.filter(({ exportId, name }) => {
      const tables = views.tablesUnder(name);
      return tables.length === 0 ||
        tables.some((table) => logged.has(entryOn({ exportId, table })));
    }),
  );
  if (missing.length > 0) say(missingText(missing));
  return found;
}

/**
 * Says which views of a paper were read by another definition than they have now.
 *
 * @param log With one export or more.
 */
export async function tellRedefined(
  session: Session,
  log: PaperLog,
  say: (text: string) => void,
): Promise<void> {
  const ids = log.exports.map(({ exportId }) => exportId);
  const others = await redefinedViews(session, ids);
  if (others.length > 0) say(redefinedText(others));
}

/** Tells the tables that an export has entries of. */
function entryOn(
  { exportId, table }: { readonly exportId: number; readonly table: string },
): string {
  return `${exportId} ${table}`;
}

class Views {
  readonly #found = new Map<string, SliceView>();
  /** Whose definitions are not to be had. */
  readonly #missing = new Set<string>();
  readonly #session: Session;
  readonly #catalog: Catalog;

  constructor(session: Session, catalog: Catalog) {
    this.#session = session;
    this.#catalog = catalog;
  }

  async add(name: string): Promise<void> {
    if (this.#found.has(name) || this.#missing.has(name)) return;
    const table = this.#catalog.tables.get(name);
    const [[, definition] = []] = table?.isView
      ? await viewDefinitions(this.#session, [table])
      : [];
    if (definition === undefined) {
      this.#missing.add(name);
      return;
    }
    const behind = tablesIn(this.#catalog, definition);
    for (const { fullName, isView } of behind) {
      if (isView) await this.add(fullName);
    }
    this.#found.set(name, { table: table!, definition, behind });
  }

  /** Full names of the tables behind a view, and behind the views behind it, that reads of it are logged by. */
  tablesUnder(name: string): readonly string[] {
    return [...this.#namesUnder([name])].filter((one) => {
      const table = this.#catalog.tables.get(one);
      return table?.isView === false && table.schema !== USAGE_SCHEMA;
    });
  }

  /** These views and the views behind them: those that were found, and the names of the others. */
  under(read: readonly { readonly name: string }[]): {
    readonly found: readonly SliceView[];
    readonly missing: readonly string[];
  } {
    const names = this.#namesUnder(read.map(({ name }) => name));
    return {
      found: [...this.#found.values()].filter(({ table }) =>
        names.has(table.fullName)
      ),
      missing: [...this.#missing].filter((name) => names.has(name)),
    };
  }

  #namesUnder(names: readonly string[]): ReadonlySet<string> {
    const under = new Set(names);
    // What is added while it is walked is walked, too.
    for (const name of under) {
      for (const { fullName } of this.#found.get(name)?.behind ?? []) {
        under.add(fullName);
      }
    }
    return under;
  }
}

function unknownText(problem: string): string {
  return `It cannot be seen which views were read (${problem}): if any were, their definitions are not in the script, and cells that read them do not run on the restored slice; ask for the right to read the schema ${OWN_SCHEMA}, and populate again`;
}

function redefinedText(names: readonly string[]): string {
  return `${
    shortList(names)
  }: read by another definition than there is now; what goes along is the present one, if its tables were read: run the cells that read it again, or ask who changed it`;
}

function missingText(names: readonly string[]): string {
  return `Left out: the ${
    names.length === 1 ? "definition" : "definitions"
  } of ${
    names.join(", ")
  }, which is gone or not shown to this user: cells that read it do not run on the restored slice; ask for the right SHOW VIEW, and populate again`;
}

/** The server writes each table with its schema: `` `lab`.`item` ``. */
function tablesIn(
  { tables }: Catalog,
  definition: string,
): readonly TableInfo[] {
  const pieces = tokenize(definition).filter(({ kind }) => kind !== "space");
  const found = new Set<TableInfo>();
  for (const [at, piece] of pieces.entries()) {
    const [dot, next] = [pieces[at + 1], pieces[at + 2]];
    if (dot?.text !== "." || !isName(piece) || !isName(next)) continue;
    const table = tables.get(fullName(nameOf(piece), nameOf(next)));
    if (table !== undefined) found.add(table);
  }
  return [...found];
}

function isName(piece: Token | undefined): piece is Token {
  return piece?.kind === "quotedName" || piece?.kind === "word";
}
