import { assertEquals, assertThrows } from "@std/assert";
import { dj } from "../../../src/query/algebra/dj.ts";
import { top } from "../../../src/query/expression/order.ts";
import { not } from "../../../src/query/condition/restriction.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import { algebraLab } from "../expression/lab.ts";

const lab = await algebraLab();
const Subject = lab.table("Subject");
const Session = lab.table("Session");
const Electrode = lab.table("Electrode");
const Note = lab.table("Note");
Deno.test.afterAll(() => lab.close());

Deno.test("dj`…` makes what the methods make", () => {
  const one = { session_id: 1 };
  const pairs = [
    [dj`${Session}`, Session()],
    [dj`${Session} & ${one}`, Session.and(one)],
    [dj` ( ${Session} ) - ${Electrode} `, Session.except(Electrode)],
    [
      dj`(${Electrode} & ${one}) * ${Session}`,
      Electrode.and(one).join(Session),
    ],
    [dj`${U("task")} & ${Session}`, U("task").and(Session)],
    [dj`${Session} & ${U("task")}`, Session.and(true)],
    [dj`${U("task")} * ${Session}`, U("task").join(Session)],
    [dj`${Session} * ${U("task")}`, Session.join(U("task"))],
    [dj`${Session} & -${Note}`, Session.and(not(Note))],
    [dj`${Session} & - -${one}`, Session.and(not(not(one)))],
    [dj`${Session} & "task = 'run'"`, Session.and("task = 'run'")],
    [
      dj`${Session} & 'minutes > 10' & ${["task = 'x'", one]}`,
      Session.and("minutes > 10", ["task = 'x'", one]),
    ],
    [dj`${Session} & ${top({ limit: 2 })}`, Session.top({ limit: 2 })],
    [
      dj`${Session}
        & ${one}`,
      Session.and(one),
    ],
  ] as const;
  for (const [written, made] of pairs) {
    assertEquals(written.toSql(), made.toSql());
  }
});

Deno.test("dj`…` has Python's precedence: * before + and -, these before &", () => {
  const one = { session_id: 1 };
  const same = (a: { toSql(): unknown }, b: { toSql(): unknown }) =>
    assertEquals(a.toSql(), b.toSql());
  same(
    dj`${Session} & ${Electrode} * ${Note}`,
    Session.and(Electrode.join(Note)),
  );
  same(dj`${Session} * ${Subject} & ${one}`, Session.join(Subject).and(one));
  same(
    dj`${Session} - ${Electrode} & ${one}`,
    Session.except(Electrode).and(one),
  );
  same(
    dj`${Session} & ${Electrode} - ${Note}`,
    Session.and(Electrode.except(Note)),
  );
  same(
    dj`${Session.proj()} + ${Session.proj()} & ${one}`,
    Session.proj().union(Session.proj()).and(one),
  );
  same(
    dj`${Session.proj()} + ${Session.proj()} - ${one}`,
    Session.proj().union(Session.proj()).except(one),
  );
  same(
    dj`${Session} - ${Electrode} * ${Note}`,
    Session.except(Electrode.join(Note)),
  );
  same(
    dj`(${Session} & ${Electrode}) * ${Note}`,
    Session.and(Electrode).join(Note),
  );
});

Deno.test("dj`…` points at what it cannot read", () => {
  const cases: [() => unknown, string][] = [
    [
      () => dj`${Session} & & ${Note}`,
      "found & at character 8, wanted ${} or (\n  ${1} & & ${2}\n         ^",
    ],
    [() => dj`${Session} &`, "found the end at character 7"],
    [() => dj``, "found the end at character 1"],
    [() => dj`(${Session}`, "wanted the ) of the ( at character 1"],
    [() => dj`${Session})`, "found ) at character 5, wanted an operator"],
    [
      () => dj`${Session} ${Note}`,
      "found ${} number 2 at character 6, wanted an operator",
    ],
    [() => dj`${Session} & minutes > 10`, "found minutes at character 8"],
    [() => dj`${Session} & 'open`, "wanted the quote that closes it"],
    [() => dj`${Session} @ ${Note}`, "joins that ignore"],
    [
      () => dj`${{ a: 1 }} & ${Session}`,
      "found ${} number 1, an object at character 1, wanted a table or query before &",
    ],
    [
      () => dj`${Session} * ${{ a: 1 }}`,
      "found ${} number 2, an object at character 8",
    ],
    [() => dj`${Session} + ${U("task")}`, "a universal set"],
    [
      () => dj`${U("task")}`,
      "a universal set at character 1, wanted a table or query",
    ],
    [() => dj`${Session} & ${undefined}`, "found ${} number 2, undefined"],
    [() => dj`${Session.fetch().catch(() => {})} & ${{}}`, "await it first"],
    [() =>
      dj`${Session}
    & ${{}} |`, "\n      & ${2} |\n             ^"],
  ];
  for (const [write, part] of cases) {
    const error = assertThrows(write, SyntaxError);
    assertEquals(error.message.includes(part), true, error.message);
  }
  assertThrows(
    () => (dj as unknown as (text: string) => unknown)("x"),
    TypeError,
  );
});
