/**
 * A table's definition in DataJoint's language, from what the server says of it (DataJoint 0.14, `datajoint/table.py`,
 * `describe`). Declared again it makes the same table: where Python's loses something (a default of CURRENT_TIMESTAMP, the
 * order of attributes, a key that is shared by several references), this does not. What the language cannot say is told in
 * a comment line.
 *
 * @module
 */
import { defaultOf } from "../../schema/default_value.ts";
import type {
  Catalog,
  Column,
  ForeignKey,
  TableIndex,
  TableInfo,
} from "../../schema/table.ts";
import { tableLabel } from "../../schema/table_label.ts";
import { defaultText, typeText, written } from "./describe_attribute.ts";
import { findTable } from "../find_table.ts";

/** Writes the definition. */
export function describeTable(catalog: Catalog, table: TableInfo): string {
  return new Description(catalog, table).text();
}

class Description {
  readonly #catalog: Catalog;
  readonly #table: TableInfo;
  readonly #lines: string[] = [];
  readonly #declared = new Set<string>();
  /** References that are not written yet, in the order of their constraints. */
  readonly #references: ForeignKey[];
  readonly #indexes: TableIndex[];

  constructor(catalog: Catalog, table: TableInfo) {
    this.#catalog = catalog;
    this.#table = table;
    const ofTables = table.foreignKeys.filter((key) => !isExternal(key));
    this.#references = ofTables.filter((key) => this.#isSayable(key))
      .toSorted((a, b) => byNumber(a.name, b.name));
    this.#indexes = [...table.indexes ?? []];
  }

  text(): string {
    const { comment, columns } = this.#table;
    if (comment !== "") this.#lines.push(`# ${written(comment)}`);
    let inKey = true;
    for (const [at, column] of columns.entries()) {
      if (inKey && !column.inPrimaryKey) {
        this.#writeReady();
        this.#lines.push("---");
        inKey = false;
      }
      if (this.#declared.has(column.name)) continue;
      const reference = this.#startingAt(at);
      if (reference !== undefined) this.#writeReference(reference);
      else {
        this.#declared.add(column.name);
        this.#lines.push(attributeLine(column));
      }
      this.#writeReady();
    }
    if (inKey) this.#lines.push("---");
    const { descendingKey = [] } = this.#table;
    if (descendingKey.length > 0) {
      this.#lines.push(
        `# its primary key is sorted downwards by ${descendingKey.join(", ")}`,
      );
    }
    this.#writeIndexes();
    for (const key of this.#table.foreignKeys) {
      if (!isExternal(key) && !this.#isSayable(key)) {
        this.#lines.push(
          `# also refers to ${key.parent} by (${
            key.columns.join(", ")
          }), which is not its primary key`,
        );
      }
    }
    return this.#lines.join("\n") + "\n";
  }

  /** The language refers to whole primary keys only. */
  #isSayable({ parent, parentColumns }: ForeignKey): boolean {
    const key = this.#catalog.tables.get(parent)?.primaryKey ?? [];
    return key.length === parentColumns.length && key.length > 0 &&
      parentColumns.every((name) => key.includes(name));
  }

  /** The first reference whose attributes that are new are the next ones, in order and all alike. */
  #startingAt(at: number): ForeignKey | undefined {
    const { columns } = this.#table;
    return this.#references.find((reference) => {
      const fresh = this.#inParentsOrder(reference)
        .filter(([name]) => !this.#declared.has(name));
      if (fresh.length === 0) return false;
      const parent = this.#catalog.tables.get(reference.parent)!;
      return fresh.every(([name, other], i) => {
        const column = columns[at + i];
        const source = parent.columns.find((each) => each.name === other)!;
        return column?.name === name && isInherited(column, source) &&
          column.inPrimaryKey === columns[at]!.inPrimaryKey &&
          column.nullable === columns[at]!.nullable;
      });
    });
  }

  /** Own name and parent's name of each attribute, as the parent has them in order. */
  #inParentsOrder(
    { parent, columns, parentColumns }: ForeignKey,
  ): [string, string][] {
    const order = this.#catalog.tables.get(parent)!.columns;
    return order.filter(({ name }) => parentColumns.includes(name))
      .map(({ name }) => [columns[parentColumns.indexOf(name)]!, name]);
  }

  /** References whose attributes are all there. */
  #writeReady(): void {
    for (const reference of [...this.#references]) {
      if (reference.columns.every((name) => this.#declared.has(name))) {
        this.#writeReference(reference);
      }
    }
  }

  #writeReference(reference: ForeignKey): void {
    this.#references.splice(this.#references.indexOf(reference), 1);
    const { columns } = this.#table;
    const pairs = this.#inParentsOrder(reference);
    const fresh = pairs.filter(([name]) => !this.#declared.has(name));
    const isNullable = fresh.some(([name]) =>
      columns.find((column) => column.name === name)!.nullable
    );
    const options = [
      ...(isNullable ? ["nullable"] : []),
      ...(this.#takeIndex(pairs.map(([name]) => name)) ? ["unique"] : []),
    ];
    const renames = pairs.filter(([own, other]) => own !== other)
      .map(([own, other]) => `${own}='${other}'`);
    this.#lines.push(
      `->${options.length > 0 ? ` [${options.join(", ")}]` : ""} ${
        this.#nameOf(reference.parent)
      }${renames.length > 0 ? `.proj(${renames.join(", ")})` : ""}`,
    );
    for (const [name] of pairs) this.#declared.add(name);
  }

  /** Takes the index over these attributes, as a reference makes one, and says whether it is unique. */
  #takeIndex(names: readonly string[]): boolean {
    const found = this.#indexes.filter(({ columns, lengths, descending }) =>
      columns.length === names.length &&
      columns.every((name, i) =>
        name === names[i] && lengths[i] === null && !descending[i]
      )
    );
    const unique = found.find(({ isUnique }) => isUnique);
    const taken = unique ?? found[0];
    if (taken) this.#indexes.splice(this.#indexes.indexOf(taken), 1);
    return unique !== undefined;
  }

  #nameOf(fullName: string): string {
    const info = this.#catalog.tables.get(fullName)!;
    if (fullName === this.#table.master) return "master";
    const label = tableLabel(info);
    if (!isFound(this.#catalog, label, info)) return fullName;
    return info.schema === this.#table.schema
      ? label.slice(info.schema.length + 1)
      : label;
  }

  #writeIndexes(): void {
    const ofKeys = new Set(this.#table.foreignKeys.map(({ name }) => name));
    const serials = new Set(
      this.#table.columns.filter(isSerial).map(({ name }) => name),
    );
    for (const index of this.#indexes) {
      const { name, isUnique, columns } = index;
      // The server makes one for each foreign key that has none.
      if (ofKeys.has(name) && !isUnique) continue;
      if (isUnique && columns.length === 1 && serials.has(columns[0]!)) {
        continue;
      }
      this.#lines.push(indexLine(index));
    }
  }
}

/** What the language cannot say is told. */
function indexLine(index: TableIndex): string {
  const { name, isUnique, columns, lengths, descending, type } = index;
  const parts = columns.map((column, i) =>
    `${column}${lengths[i] === null ? "" : `(${lengths[i]})`}${
      descending[i] ? " desc" : ""
    }`
  ).join(", ");
  if (columns.includes(null)) {
    return `# also has an index over an expression, ${name}`;
  }
  return /^(BTREE|HASH)$/.test(type)
    ? `${isUnique ? "unique " : ""}index (${parts})`
    : `# also has an index of type ${type} over ${parts}`;
}

function attributeLine(column: Column): string {
  const { name, comment } = column;
  const initial = isSerial(column) ? null : defaultText(column);
  const head = initial === null ? name : `${name}=${initial}`;
  const type = typeText(column);
  return `${head.padEnd(20)} : ${type.padEnd(28)}${
    comment === "" ? "" : ` # ${written(comment)}`
  }`.trimEnd();
}

/** What a reference declares is what its parent has, but for a default. */
function isInherited(column: Column, source: Column): boolean {
  return column.kind === source.kind && column.comment === source.comment &&
    !column.autoIncrement &&
    (defaultOf(column) === null || /^timestamp/i.test(column.type));
}

function isSerial({ type, autoIncrement, inPrimaryKey }: Column): boolean {
  return autoIncrement && !inPrimaryKey && /^bigint.* unsigned/.test(type);
}

function isExternal({ parent }: ForeignKey): boolean {
  return /\.`~external_[^`]*`$/.test(parent);
}

/** `t_ibfk_2` before `t_ibfk_10`. */
function byNumber(a: string, b: string): number {
  const number = (name: string) => Number(/_ibfk_(\d+)$/.exec(name)?.[1] ?? 0);
  return number(a) - number(b) || (a < b ? -1 : 1);
}

function isFound(catalog: Catalog, label: string, info: TableInfo): boolean {
  try {
    return findTable(catalog, label) === info;
  } catch {
    return false;
  }
}
