/**
 * What `verify` finds: differences between the database and the restored slice, each named; long lists are cut, and
 * how much was cut is told.
 *
 * @module
 */

/** What kind of difference. See {@linkcode ExportCommands.verify}. */
export type DifferenceKind =
  | "missing row"
  | "extra row"
  | "altered value"
  | "missing table"
  | "extra table"
  | "extra schema"
  | "extra object"
  | "altered table"
  | "orphan"
  | "read differs"
  | "missing file"
  | "altered file"
  | "not importable"
  | "changed since"
  | "not checked";

/** One difference. See {@linkcode ExportCommands.verify}. */
export interface Difference {
  /** Full name of the table; where it is about a file of the bundle, that one's name. */
  readonly table: string;
  readonly kind: DifferenceKind;
  /** What the database says. */
  readonly expected: unknown;
  /** What the restored slice, or the disk, says. */
  readonly found: unknown;
  /** All of it in one sentence. */
  readonly message: string;
  /** The row's primary key as a read gives it, where it is about one row. */
  readonly key?: Readonly<Record<string, string>>;
  /** The column, where it is about one value or definition. */
  readonly column?: string;
}

/** How many differences of one kind are listed for one table. */
const MOST_LISTED = 20;

/** Collects differences. */
export class Differences {
  readonly #listed: Difference[] = [];
  readonly #counts = new Map<
    string,
    { table: string; kind: DifferenceKind; count: number }
  >();

  /** How many there are, listed or not. */
  get count(): number {
    return this.#counts.values().reduce((sum, { count }) => sum + count, 0);
  }

  /** Adds one. */
  add(difference: Difference): void {
    if (this.wants(difference.table, difference.kind)) {
      this.#listed.push(difference);
    }
    this.addCount(difference.table, difference.kind, 1);
  }

  /** True while another one of this kind would be listed: its details are worth looking up. */
  wants(table: string, kind: DifferenceKind): boolean {
    return (this.#count(table, kind)?.count ?? 0) < MOST_LISTED;
  }

  /** Counts further ones without details. */
  addCount(table: string, kind: DifferenceKind, count: number): void {
    if (count === 0) return;
    const known = this.#count(table, kind);
    if (known) known.count += count;
    else {
      this.#counts.set(JSON.stringify([table, kind]), { table, kind, count });
    }
  }

  /** The differences; where some are not listed, one says how many. */
  list(): Difference[] {
    const more = [...this.#counts.values()].flatMap(({ table, kind, count }) =>
      moreOf(table, kind, count - this.#listedOf(table, kind))
    );
    return [...this.#listed, ...more];
  }

  #count(table: string, kind: DifferenceKind) {
    return this.#counts.get(JSON.stringify([table, kind]));
  }

  #listedOf(table: string, kind: DifferenceKind): number {
    return this.#listed.filter((one) =>
      one.table === table && one.kind === kind
    ).length;
  }
}

function moreOf(
  table: string,
  kind: DifferenceKind,
  more: number,
): Difference[] {
  if (more === 0) return [];
  return [{
    table,
    kind,
    expected: "none",
    found: `${more} more`,
    message: `${table}: ${more} more of: ${kind}`,
  }];
}

/** A row's key in words: `electrode_id=1, nwb_file_name="a"`. */
export function keyWords(key: Readonly<Record<string, string>>): string {
  return Object.entries(key).map(([name, value]) =>
    `${name}=${/^-?\d+(\.\d+)?$/.test(value) ? value : JSON.stringify(value)}`
  ).join(", ");
}
