/** Pairs of aggregations, unions, universal sets and limits. */
import { top } from "../../../src/query/expression/order.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Pair } from "./lab.ts";

/** `.aggr(…)`. */
export const AGGREGATIONS: readonly Pair[] = [
  {
    python: "Session.aggr(Electrode, n='count(*)')",
    ours: (t) => t.Session.aggr(t.Electrode, { n: "count(*)" }),
  },
  {
    python:
      "Session.aggr(Electrode, n='count(electrode_id)', keep_all_rows=True)",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { n: "count(electrode_id)" }, {
        keepAllRows: true,
      }),
  },
  {
    python: "Session.aggr(Electrode, deepest='max(depth)', mean='avg(gain)')",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { deepest: "max(depth)", mean: "avg(gain)" }),
  },
  {
    python:
      "Subject.aggr(Session, total='sum(minutes)', tasks='count(distinct task)')",
    ours: (t) =>
      t.Subject.aggr(t.Session, {
        total: "sum(minutes)",
        tasks: "count(distinct task)",
      }),
  },
  {
    python: "Session.aggr(Electrode, n='count(*)') & 'n > 1'",
    ours: (t) => t.Session.aggr(t.Electrode, { n: "count(*)" }).and("n > 1"),
  },
  {
    python: "Electrode.aggr(Spike, n='count(*)', low='min(amplitude)')",
    ours: (t) =>
      t.Electrode.aggr(t.Spike, { n: "count(*)", low: "min(amplitude)" }),
  },
  {
    python:
      "(Session & {'task': 'run'}).aggr(Electrode & {'bad': 'no'}, n='count(*)')",
    ours: (t) =>
      t.Session.and({ task: "run" }).aggr(t.Electrode.and({ bad: "no" }), {
        n: "count(*)",
      }),
  },
  {
    python: "Session.aggr(Note, texts='group_concat(note_text order by page)')",
    ours: (t) =>
      t.Session.aggr(t.Note, {
        texts: "group_concat(note_text order by page)",
      }),
  },
  {
    python: "Region.aggr(Electrode, n='count(*)', bad='sum(bad = \"yes\")')",
    ours: (t) =>
      t.Region.aggr(t.Electrode, { n: "count(*)", bad: 'sum(bad = "yes")' }),
  },
  {
    python: "Session.aggr(Electrode * Region, n='count(distinct region_name)')",
    ours: (t) =>
      t.Session.aggr(t.Electrode.join(t.Region), {
        n: "count(distinct region_name)",
      }),
  },
  {
    python:
      "Session.aggr(Electrode * Spike, n='count(spike_id)', keep_all_rows=True)",
    ours: (t) =>
      t.Session.aggr(t.Electrode.join(t.Spike), { n: "count(spike_id)" }, {
        keepAllRows: true,
      }),
  },
  {
    python: "NwbSession.aggr(NwbElectrode.proj(), n='count(*)')",
    ours: (t) => t.NwbSession.aggr(t.NwbElectrode.proj(), { n: "count(*)" }),
  },
];

/** `+`. */
export const UNIONS: readonly Pair[] = [
  {
    python:
      "(Session & 'minutes > 20').proj() + (Session & {'task': 'run'}).proj()",
    ours: (t) =>
      t.Session.and("minutes > 20").proj().union(
        t.Session.and({ task: "run" }).proj(),
      ),
  },
  {
    python: "Session.proj() + Session.proj()",
    ours: (t) => t.Session.proj().union(t.Session.proj()),
  },
  {
    python: "Session.proj('task') + Session.proj('minutes')",
    ours: (t) => t.Session.proj("task").union(t.Session.proj("minutes")),
  },
  {
    python:
      "(Session & 'session_id < 6').proj('task') + (Session & 'session_id > 3').proj('minutes')",
    ours: (t) =>
      t.Session.and("session_id < 6").proj("task").union(
        t.Session.and("session_id > 3").proj("minutes"),
      ),
  },
  {
    python: "Session.proj('task') + (Session & False).proj('minutes')",
    ours: (t) =>
      t.Session.proj("task").union(t.Session.and(false).proj("minutes")),
  },
  {
    python: "Electrode.proj() + (Electrode & {'bad': 'yes'}).proj()",
    ours: (t) =>
      t.Electrode.proj().union(t.Electrode.and({ bad: "yes" }).proj()),
  },
  {
    python: "Session.proj('task') + Session.aggr(Electrode, n='count(*)')",
    ours: (t) =>
      t.Session.proj("task").union(
        t.Session.aggr(t.Electrode, { n: "count(*)" }),
      ),
  },
];

/** `dj.U`. */
export const UNIVERSAL: readonly Pair[] = [
  {
    python: "dj.U('minutes') & Session",
    ours: (t) => U("minutes").and(t.Session),
  },
  {
    python: "dj.U('bad', 'session_id') & Electrode",
    ours: (t) => U("bad", "session_id").and(t.Electrode),
  },
  {
    python: "dj.U('session_id') & (Electrode & {'bad': 'yes'})",
    ours: (t) => U("session_id").and(t.Electrode.and({ bad: "yes" })),
  },
  {
    python: "dj.U('region_name') & (Electrode * Region)",
    ours: (t) => U("region_name").and(t.Electrode.join(t.Region)),
  },
  {
    python: "dj.U().aggr(Session, n='count(*)')",
    ours: (t) => U().aggr(t.Session, { n: "count(*)" }),
  },
  {
    python: "dj.U().aggr(Session & False, n='count(*)', most='max(minutes)')",
    ours: (t) =>
      U().aggr(t.Session.and(false), { n: "count(*)", most: "max(minutes)" }),
  },
  {
    python: "dj.U('minutes').aggr(Session, n='count(*)')",
    ours: (t) => U("minutes").aggr(t.Session, { n: "count(*)" }),
  },
  {
    python: "dj.U('task').aggr(Session, n='count(*)', total='sum(minutes)')",
    ours: (t) =>
      U("task").aggr(t.Session, { n: "count(*)", total: "sum(minutes)" }),
  },
  {
    python: "dj.U('bad').aggr(Electrode, n='count(*)') & 'n > 3'",
    ours: (t) => U("bad").aggr(t.Electrode, { n: "count(*)" }).and("n > 3"),
  },
  {
    python: "dj.U('bad', 'region_id').aggr(Electrode * Session, n='count(*)')",
    ours: (t) =>
      U("bad", "region_id").aggr(t.Electrode.join(t.Session), {
        n: "count(*)",
      }),
  },
  {
    python:
      "dj.U('tenth').aggr(Session.proj(tenth='floor(minutes / 10)'), n='count(*)')",
    ours: (t) =>
      U("tenth").aggr(t.Session.proj({ tenth: "floor(minutes / 10)" }), {
        n: "count(*)",
      }),
  },
];

/** `dj.Top`. */
export const TOPS: readonly Pair[] = [
  {
    python: "Session & dj.Top()",
    ours: (t) => t.Session.top(),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(3)",
    ours: (t) => t.Session.and(top({ limit: 3 })),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(3, 'session_id desc')",
    ours: (t) => t.Session.top({ limit: 3, orderBy: "session_id desc" }),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(4, ['minutes desc', 'session_id'], offset=2)",
    ours: (t) =>
      t.Session.top({
        limit: 4,
        orderBy: ["minutes desc", "session_id"],
        offset: 2,
      }),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(None, 'KEY desc')",
    ours: (t) => t.Session.top({ limit: null, orderBy: "KEY desc" }),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(None, 'KEY', offset=9)",
    ours: (t) => t.Session.orderBy("KEY").offset(9),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(5) & 'minutes > 10'",
    ours: (t) => t.Session.limit(5).and("minutes > 10"),
  },
  {
    python: "Session & 'minutes > 10' & dj.Top(2)",
    ours: (t) => t.Session.and("minutes > 10").limit(2),
    isOrdered: true,
  },
  {
    python: "Session & dj.Top(5) & dj.Top(2, 'KEY desc')",
    ours: (t) =>
      t.Session.top({ limit: 5 }).top({ limit: 2, orderBy: "KEY desc" }),
    isOrdered: true,
  },
  {
    python: "(Session & dj.Top(4, 'KEY desc')).proj('task')",
    ours: (t) => t.Session.top({ limit: 4, orderBy: "KEY desc" }).proj("task"),
    isOrdered: true,
  },
  {
    python: "Session * Electrode & dj.Top(6, ['depth desc', 'KEY'])",
    ours: (t) =>
      t.Session.join(t.Electrode).orderBy("depth desc", "KEY").limit(6),
    isOrdered: true,
  },
  { python: "Session & dj.Top(0)", ours: (t) => t.Session.limit(0) },
];
