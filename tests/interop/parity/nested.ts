/** Pairs that are nested three deep and more; those with groups are in `nested_groups.ts`. */
import { andList, not } from "../../../src/query/condition/restriction.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Pair } from "./lab.ts";

/** Operators in operators in operators. */
export const NESTED: readonly Pair[] = [
  {
    python: "Session & (Electrode & (Region & {'region_name': 'CA1'}))",
    ours: (t) =>
      t.Session.and(t.Electrode.and(t.Region.and({ region_name: "CA1" }))),
  },
  {
    python: "Subject & (Session & (Electrode & {'bad': 'yes'}))",
    ours: (t) => t.Subject.and(t.Session.and(t.Electrode.and({ bad: "yes" }))),
  },
  {
    python:
      "Subject - (Session & (Electrode & {'bad': 'yes'}) & 'subject_id is not null')",
    ours: (t) =>
      t.Subject.except(
        t.Session.and(t.Electrode.and({ bad: "yes" })).and(
          "subject_id is not null",
        ),
      ),
  },
  {
    python: "Session - (Electrode - (Spike & 'amplitude > 0'))",
    ours: (t) =>
      t.Session.except(t.Electrode.except(t.Spike.and("amplitude > 0"))),
  },
  {
    python: "Session & (Electrode * Region & {'region_name': 'CA3'})",
    ours: (t) =>
      t.Session.and(t.Electrode.join(t.Region).and({ region_name: "CA3" })),
  },
  {
    python:
      "dj.U('task') & (Session & (Electrode & 'depth > 200') & 'task is not null')",
    ours: (t) =>
      U("task").and(
        t.Session.and(t.Electrode.and("depth > 200")).and("task is not null"),
      ),
  },
  {
    python:
      "dj.U('region_name') & (Region & (Electrode & (Spike & 'amplitude is null')))",
    ours: (t) =>
      U("region_name").and(
        t.Region.and(t.Electrode.and(t.Spike.and("amplitude is null"))),
      ),
  },
  {
    python: "(Session.proj(a='minutes') & 'a > 10').proj(b='a / 5') & 'b < 8'",
    ours: (t) =>
      t.Session.proj({ a: "minutes" }).and("a > 10").proj({ b: "a / 5" }).and(
        "b < 8",
      ),
  },
  {
    python: "(Session.proj(a='minutes') & 'a > 10').proj(b='a') * Electrode",
    ours: (t) =>
      t.Session.proj({ a: "minutes" }).and("a > 10").proj({ b: "a" }).join(
        t.Electrode,
      ),
  },
  {
    python:
      "Session.proj(other='session_id') * (Session.proj('task') & {'task': 'run'}) & 'other < session_id'",
    ours: (t) =>
      t.Session.proj({ other: "session_id" }).join(
        t.Session.proj("task").and({ task: "run" }),
      ).and("other < session_id"),
  },
  {
    python: "(Session & Electrode & Note) * Subject.proj('sex') & {'sex': 'F'}",
    ours: (t) =>
      t.Session.and(t.Electrode(), t.Note()).join(t.Subject.proj("sex")).and({
        sex: "F",
      }),
  },
  {
    python:
      "(Electrode - Spike) * Region.proj('region_name') - {'region_name': 'DG'}",
    ours: (t) =>
      t.Electrode.except(t.Spike).join(t.Region.proj("region_name")).except({
        region_name: "DG",
      }),
  },
  {
    python:
      "Session & [Electrode & {'bad': 'yes'}, Note & 'page > 1', {'session_id': 12}]",
    ours: (t) =>
      t.Session.and([t.Electrode.and({ bad: "yes" }), t.Note.and("page > 1"), {
        session_id: 12,
      }]),
  },
  {
    python: "Session - [Electrode & {'bad': 'yes'}, Note & 'page > 1']",
    ours: (t) =>
      t.Session.except([
        t.Electrode.and({ bad: "yes" }),
        t.Note.and("page > 1"),
      ]),
  },
  {
    python:
      "Session & dj.AndList([Electrode, [Note, {'task': 'run'}], dj.Not('minutes < 10')])",
    ours: (t) =>
      t.Session.and(
        andList([
          t.Electrode(),
          [t.Note(), { task: "run" }],
          not("minutes < 10"),
        ]),
      ),
  },
  {
    python:
      "Run * Param & (Session & (Electrode & {'bad': 'no'})) & 'param_value > 1'",
    ours: (t) =>
      t.Run.join(t.Param).and(t.Session.and(t.Electrode.and({ bad: "no" })))
        .and("param_value > 1"),
  },
  {
    python:
      "Session.proj() - (Run & {'status': 'failed'}).proj() - (Note & 'page = 1').proj()",
    ours: (t) =>
      t.Session.proj().except(t.Run.and({ status: "failed" }).proj()).except(
        t.Note.and("page = 1").proj(),
      ),
  },
  {
    python:
      "((Session & Electrode).proj() + (Session & Note).proj()) & 'session_id > 4'",
    ours: (t) =>
      t.Session.and(t.Electrode).proj().union(t.Session.and(t.Note).proj()).and(
        "session_id > 4",
      ),
  },
  {
    python:
      "Lineage.proj(..., subject_id='child_id') * Subject & 'parent_id is null'",
    ours: (t) =>
      t.Lineage.proj("...", { subject_id: "child_id" }).join(t.Subject).and(
        "parent_id is null",
      ),
  },
  {
    python:
      "Lineage.proj(subject_id='child_id') * Session.proj('subject_id') * Subject.proj('sex')",
    ours: (t) =>
      t.Lineage.proj({ subject_id: "child_id" }).join(
        t.Session.proj("subject_id"),
      ).join(t.Subject.proj("sex")),
  },
  {
    python:
      "(dj.U('task') * Session.proj('task')) * (dj.U('task') * Session.proj('task', other='session_id')) & 'session_id < other'",
    ours: (t) =>
      U("task").join(t.Session.proj("task")).join(
        U("task").join(t.Session.proj("task", { other: "session_id" })),
      ).and("session_id < other"),
  },
  {
    python:
      "(Session * Electrode * Region & {'layer': 'a'}).proj('region_name', depth_mm='depth / 1000') & 'depth_mm > 0.1'",
    ours: (t) =>
      t.Session.join(t.Electrode).join(t.Region).and({ layer: "a" }).proj(
        "region_name",
        { depth_mm: "depth / 1000" },
      ).and("depth_mm > 0.1"),
  },
  {
    python:
      "(NwbElectrode & 'electrode_id < 8').proj('x') & (NwbGroup & NwbSession)",
    ours: (t) =>
      t.NwbElectrode.and("electrode_id < 8").proj("x").and(
        t.NwbGroup.and(t.NwbSession),
      ),
  },
  {
    python: "Spike & (Electrode & (Session & (Subject & {'sex': 'M'})))",
    ours: (t) =>
      t.Spike.and(t.Electrode.and(t.Session.and(t.Subject.and({ sex: "M" })))),
  },
  {
    python:
      "(Spike * Electrode & 'amplitude > gain').proj('amplitude', above='amplitude - gain') & 'above < 5'",
    ours: (t) =>
      t.Spike.join(t.Electrode).and("amplitude > gain").proj("amplitude", {
        above: "amplitude - gain",
      }).and("above < 5"),
  },
];
