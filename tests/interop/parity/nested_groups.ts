/** Pairs that are nested three deep and more, with groups somewhere. */
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Pair } from "./lab.ts";

/** Aggregations in operators, and operators in aggregations. */
export const NESTED_GROUPS: readonly Pair[] = [
  {
    python: "Session & (Session.aggr(Electrode, n='count(*)') & 'n > 1')",
    ours: (t) =>
      t.Session.and(
        t.Session.aggr(t.Electrode, { n: "count(*)" }).and("n > 1"),
      ),
  },
  {
    python: "Session - (Session.aggr(Electrode, n='count(*)') & 'n > 1')",
    ours: (t) =>
      t.Session.except(
        t.Session.aggr(t.Electrode, { n: "count(*)" }).and("n > 1"),
      ),
  },
  {
    python:
      "(Session.aggr(Electrode, n='count(*)') & 'n > 1') * Session.proj('task')",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { n: "count(*)" }).and("n > 1").join(
        t.Session.proj("task"),
      ),
  },
  {
    python: "Subject.aggr(Session * Electrode, n='count(*)') & 'n > 2'",
    ours: (t) =>
      t.Subject.aggr(t.Session.join(t.Electrode), { n: "count(*)" }).and(
        "n > 2",
      ),
  },
  {
    python:
      "Subject.aggr(Session.aggr(Electrode, n='count(*)') * Session, most='max(n)')",
    ours: (t) =>
      t.Subject.aggr(
        t.Session.aggr(t.Electrode, { n: "count(*)" }).join(t.Session),
        { most: "max(n)" },
      ),
  },
  {
    python:
      "dj.U('n').aggr(Session.aggr(Electrode, n='count(*)'), sessions='count(*)')",
    ours: (t) =>
      U("n").aggr(t.Session.aggr(t.Electrode, { n: "count(*)" }), {
        sessions: "count(*)",
      }),
  },
  {
    python:
      "dj.U().aggr(Session.aggr(Electrode & {'bad': 'no'}, n='count(*)') & 'n > 1', total='sum(n)')",
    ours: (t) =>
      U().aggr(
        t.Session.aggr(t.Electrode.and({ bad: "no" }), { n: "count(*)" }).and(
          "n > 1",
        ),
        { total: "sum(n)" },
      ),
  },
  {
    python:
      "Electrode.aggr(Spike & 'amplitude > -4', n='count(*)') * Electrode.proj('region_id') * Region",
    ours: (t) =>
      t.Electrode.aggr(t.Spike.and("amplitude > -4"), { n: "count(*)" }).join(
        t.Electrode.proj("region_id"),
      ).join(t.Region),
  },
  {
    python:
      "Param.aggr(Run & (Session & {'task': 'run'}), n='count(*)', best='max(result)')",
    ours: (t) =>
      t.Param.aggr(t.Run.and(t.Session.and({ task: "run" })), {
        n: "count(*)",
        best: "max(result)",
      }),
  },
  {
    python:
      "(Session.aggr(Electrode, n='count(*)') + Session.aggr(Note, m='count(*)')) & 'n is null or m > 1'",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { n: "count(*)" }).union(
        t.Session.aggr(t.Note, { m: "count(*)" }),
      ).and("n is null or m > 1"),
  },
  {
    python:
      "Session.aggr(Electrode, n='count(*)').proj(twice='n * 2') & 'twice > 4'",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { n: "count(*)" }).proj({ twice: "n * 2" })
        .and("twice > 4"),
  },
  {
    python:
      "Session.aggr(Electrode, n='count(*)') * Session.aggr(Note, m='count(*)')",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { n: "count(*)" }).join(
        t.Session.aggr(t.Note, { m: "count(*)" }),
      ),
  },
  {
    python:
      "(Session.aggr(Electrode, n='count(*)') * Session.aggr(Note, m='count(*)')).proj(all_='n + m') & 'all_ > 3'",
    ours: (t) =>
      t.Session.aggr(t.Electrode, { n: "count(*)" }).join(
        t.Session.aggr(t.Note, { m: "count(*)" }),
      ).proj({ all_: "n + m" }).and("all_ > 3"),
  },
  {
    python:
      "dj.U('bad').aggr(Electrode * Region & (Session & 'minutes > 10'), n='count(*)', regions='count(distinct region_name)')",
    ours: (t) =>
      U("bad").aggr(
        t.Electrode.join(t.Region).and(t.Session.and("minutes > 10")),
        { n: "count(*)", regions: "count(distinct region_name)" },
      ),
  },
  {
    python:
      "NwbGroup.aggr((NwbElectrode & 'electrode_id > 3').proj(), n='count(*)') & (Nwbfile & 'nwb_file_name LIKE \"min%\"')",
    ours: (t) =>
      t.NwbGroup.aggr(t.NwbElectrode.and("electrode_id > 3").proj(), {
        n: "count(*)",
      })
        .and(t.Nwbfile.and('nwb_file_name LIKE "min%"')),
  },
  {
    python:
      "Session.aggr(Spike.aggr(Spike.proj(), one='count(*)') & 'session_id > 2', n='sum(one)')",
    ours: (t) =>
      t.Session.aggr(
        t.Spike.aggr(t.Spike.proj(), { one: "count(*)" }).and("session_id > 2"),
        { n: "sum(one)" },
      ),
  },
];
