/**
 * Have the restored server's tables the checks of the database's?
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fullName, quoteName } from "../../sql/identifier.ts";
import { asWritten, withinTables } from "../script/table_definition.ts";
import type { Differences } from "./difference.ts";
import { inScratchCopy } from "./scratch_schema.ts";

/**
 * Compares the conditions that rows must meet (CHECK). Each server has words of its own for the same: where they differ,
 * the database's is given to the restored server, and read there.
 *
 * @param source The database.
 * @param restored A throw-away server: a schema is made there for a moment.
 * @param tables Those that both have.
 */
export async function compareChecks(
  source: Pool,
  restored: Pool,
  tables: readonly TableInfo[],
  differences: Differences,
): Promise<void> {
  if (tables.length === 0) return;
  const expected = await readChecks(source, tables);
  await restored.reserve(async (session) => {
    const found = await readChecks(session, tables);
    // With a server that does not tell its checks there is nothing to compare.
    if (expected === null || found === null) return;
    for (const table of tables) {
      const wanted = expected.get(table.fullName) ?? new Map();
      const got = found.get(table.fullName) ?? new Map();
      for (const name of new Set([...wanted.keys(), ...got.keys()])) {
        await compareCheck(
          session,
          { table, name },
          wanted.get(name) ?? null,
          got.get(name) ?? null,
          differences,
        );
      }
    }
  });
}

async function compareCheck(
  restored: Session,
  { table, name }: { readonly table: TableInfo; readonly name: string },
  wanted: Check | null,
  got: Check | null,
  differences: Differences,
): Promise<void> {
  if (isSame(wanted, got)) return;
  // MariaDB keeps JSON as text with a check, which MySQL's own type needs not.
  if (wanted === null && got!.clause.startsWith("json_valid(")) return;
  const there = wanted && got && await restated(restored, table, wanted);
  if (there && isSame(there, got)) return;
  const expected = textOf(there || wanted);
  differences.add({
    table: table.fullName,
    kind: "altered table",
    expected,
    found: textOf(got),
    message: `${table.fullName}: check ${name} is ${
      textOf(got) ?? "nothing"
    } in the dump, ${expected ?? "nothing"} in the database`,
  });
}

/** A condition that a server holds rows to. */
interface Check {
  readonly clause: string;
  /** MySQL also keeps some that it holds no row to. */
  readonly isEnforced: boolean;
}

function isSame(one: Check | null, other: Check | null): boolean {
  return one?.clause === other?.clause && one?.isEnforced === other?.isEnforced;
}

function textOf(check: Check | null): string | null {
  return check && check.clause + (check.isEnforced ? "" : ", not enforced");
}

/** Full name of a table → name of a check → what it says. */
type Checks = ReadonlyMap<string, ReadonlyMap<string, Check>>;

/** The tables' checks; `null` where the server is a MariaDB that does not tell them. */
async function readChecks(
  session: Session,
  tables: readonly TableInfo[],
): Promise<Checks | null> {
  const checks = new Map<string, Map<string, Check>>();
  const names = new Set(tables.map(({ fullName }) => fullName));
  const [[, , isUntold] = [], ...rows] = await session.texts(checksSql(tables));
  if (isUntold === "1") return null;
  for (const row of rows) {
    const [schema, table, name, clause, enforced] = row as string[];
    const full = fullName(schema!, table!);
    // Names that differ only in case are the same to information_schema.
    if (!names.has(full)) continue;
    const own = checks.get(full) ?? new Map<string, Check>();
    checks.set(full, own);
    own.set(name!, {
      clause: asWritten(clause!),
      isEnforced: enforced !== "NO",
    });
  }
  return checks;
}

/** Each server runs its own part of this. The first row says whether it is a MariaDB that does not tell. */
function checksSql(tables: readonly TableInfo[]): string {
  const within = withinTables(tables).replaceAll("*/", "*\\/");
  return `SELECT '', '', VERSION() LIKE '%MariaDB%' /*M!101100 AND FALSE */, '', ''
  /*M!101100 UNION ALL SELECT constraint_schema, table_name, constraint_name, check_clause, 'YES'
    FROM information_schema.check_constraints WHERE constraint_schema ${within} */
  /*!80016 UNION ALL SELECT table_schema, table_name, constraint_name, check_clause, enforced
    FROM information_schema.check_constraints JOIN information_schema.table_constraints
    USING (constraint_schema, constraint_name)
    WHERE constraint_type = 'CHECK' AND table_schema ${within} */`;
}

/** What this server shows of a check that is made with a clause; `null` where it refuses that. */
async function restated(
  session: Session,
  table: TableInfo,
  { clause, isEnforced }: Check,
): Promise<Check | null> {
  const name = "restated here";
  return await inScratchCopy(session, table, async (copy) => {
    await session.run(
      `ALTER TABLE ${copy.fullName} ADD CONSTRAINT ${
        quoteName(name)
      } CHECK (${clause}) ${isEnforced ? "" : "/*!80016 NOT ENFORCED */"}`,
    );
    const checks = await readChecks(session, [copy]);
    return checks?.get(copy.fullName)?.get(name) ?? null;
  });
}
