import { assertThrows } from "@std/assert";
import { checkSelect } from "../../../src/select/tree/gate.ts";
import { statementOf } from "../../../src/select/statement.ts";

function check(text: string, ...values: unknown[]): void {
  checkSelect(statementOf(text.split("?"), values));
}

Deno.test("checkSelect() lets every SELECT pass", () => {
  for (
    const text of [
      "select 1",
      "(select 1) union (select 2)",
      "with a as (select 1) select * from a",
      "select replace(a, 'x', 'y'), insert(a, 1, 2, 'z'), `into`, t.into from s.t where b = 'x into outfile; --'",
      "SELECT a AS `for update` FROM s.t WHERE b = ?",
    ]
  ) check(text, "it's; drop table x -- ");
});

Deno.test("checkSelect() refuses whatever is not one SELECT, or does more than read", () => {
  for (
    const text of [
      "",
      "   ",
      "insert into s.t values (1)",
      "update s.t set a = 1",
      "with a as (select 1) update s.t set a = 1",
      "with a as (select 1) delete from s.t",
      "delete from s.t",
      "call p()",
      "do sleep(1)",
      "set @a = 1",
      "explain select 1",
      "show tables",
      "table s.t",
      "values (1)",
      "select 1 into @a",
      "select 1 into outfile '/tmp/x'",
      "select 1 into dumpfile '/tmp/x'",
      "select a from s.t for update",
      "select a from s.t for share",
      "select a from s.t lock in share mode",
      "select @a := 1",
      "select load_file('/etc/passwd')",
      "select get_lock('x', 1)",
      "select nextval(s)",
      "select next value for s",
      "select a from s.t procedure analyse()",
    ]
  ) {
    assertThrows(
      () => check(text),
      SyntaxError,
      "Cannot run a statement",
      text,
    );
  }
});

Deno.test("no text of a statement hides another one", () => {
  for (
    const text of [
      "select 1; drop table s.t",
      "select 1 -- x",
      "select 1 # x",
      "select 1 /* x */",
      "select /*!50000 1 */",
      "select /*+ NO_MERGE() */ 1",
      "select 'open",
      "select (1",
      "select 1)",
      "select \0",
    ]
  ) assertThrows(() => check(text), SyntaxError);
});

Deno.test("a value that is put in stays one, and what has no one meaning is refused", () => {
  for (const value of [undefined, NaN, new Date(), new Map(), Symbol("x")]) {
    assertThrows(() => check("select ?", value), TypeError);
  }
  assertThrows(() => check("select '?'", 1), SyntaxError, "inside quotes");
});
