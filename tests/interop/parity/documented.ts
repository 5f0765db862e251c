/**
 * Where DataJoint 0.14 does not do what it documents, and what is documented is done here: `python` shows the bug,
 * `documented` is another way to say it that Python gets right.
 */
import { andList, not } from "../../../src/query/condition/restriction.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Pair } from "./lab.ts";

/** A pair, and how Python must be asked to do as it says. */
export interface Documented extends Pair {
  readonly documented: string;
  /** What goes wrong in Python. */
  readonly bug: string;
}

/** Every such difference that is known. */
export const DOCUMENTED: readonly Documented[] = [
  {
    bug: "NOT binds to the first condition of an AndList only",
    python: "Session - dj.AndList(['minutes > 5', {'task': 'run'}])",
    documented: "Session & [dj.Not('minutes > 5'), dj.Not({'task': 'run'})]",
    ours: (t) => t.Session.except(andList(["minutes > 5", { task: "run" }])),
  },
  {
    bug: "NOT binds to the first condition of an AndList only",
    python: "Session & dj.Not(dj.AndList(['minutes > 10', 'session_id < 4']))",
    documented: "Session & 'not (minutes > 10 and session_id < 4)'",
    ours: (t) =>
      t.Session.and(not(andList(["minutes > 10", "session_id < 4"]))),
  },
  {
    bug: "different values are not different any more where they are grouped",
    python: "dj.U().aggr(dj.U('bad') & Electrode, n='count(*)')",
    documented:
      "dj.U().aggr(dj.U('bad').aggr(Electrode, one='count(*)'), n='count(*)')",
    ours: (t) => U().aggr(U("bad").and(t.Electrode), { n: "count(*)" }),
  },
  {
    bug: "a restricted group loses the rows that keep_all_rows keeps",
    python:
      "Session.aggr(Run & {'status': 'none'}, n='count(param_name)', keep_all_rows=True)",
    documented: "Session.proj(n='floor(0)')",
    ours: (t) =>
      t.Session.aggr(
        t.Run.and({ status: "none" }),
        { n: "count(param_name)" },
        { keepAllRows: true },
      ),
  },
  {
    bug: "a union cannot restrict",
    python:
      "Session & ((Session & Electrode).proj() + (Session & Note).proj())",
    documented:
      "Session & [(Session & Electrode).proj(), (Session & Note).proj()]",
    ours: (t) =>
      t.Session.and(
        t.Session.and(t.Electrode).proj().union(t.Session.and(t.Note).proj()),
      ),
  },
  {
    bug: "a limit is forgotten in a join",
    python: "(Session & dj.Top(3)) * Note",
    documented: "(Session & 'session_id <= 3') * Note",
    ours: (t) => t.Session.limit(3).join(t.Note),
  },
  {
    bug: "limited rows cannot restrict",
    python: "Note & (Session & dj.Top(3))",
    documented: "Note & (Session & 'session_id <= 3')",
    ours: (t) => t.Note.and(t.Session.limit(3)),
  },
];
