/** Pairs of joins and projections. */
import { sql } from "../../../src/query/condition/sql.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Pair } from "./lab.ts";

/** `*`. */
export const JOINS: readonly Pair[] = [
  { python: "Session * Subject", ours: (t) => t.Session.join(t.Subject) },
  { python: "Subject * Session", ours: (t) => t.Subject.join(t.Session) },
  { python: "Session * Electrode", ours: (t) => t.Session.join(t.Electrode) },
  {
    python: "Electrode * Session * Region",
    ours: (t) => t.Electrode.join(t.Session).join(t.Region),
  },
  {
    python: "Electrode * (Session * Region)",
    ours: (t) => t.Electrode.join(t.Session.join(t.Region)),
  },
  { python: "Region * Param", ours: (t) => t.Region.join(t.Param) },
  {
    python: "(Electrode & {'bad': 'yes'}) * (Session & 'minutes > 10')",
    ours: (t) => t.Electrode.and({ bad: "yes" }).join(t.Session`minutes > 10`),
  },
  {
    python: "Session * Run * Param",
    ours: (t) => t.Session.join(t.Run).join(t.Param),
  },
  {
    python: "Spike * Electrode * Session * Subject",
    ours: (t) => t.Spike.join(t.Electrode).join(t.Session).join(t.Subject),
  },
  {
    python: "(Session * Electrode) & 'depth > 100' & {'task': 'run'}",
    ours: (t) =>
      t.Session.join(t.Electrode).and("depth > 100", { task: "run" }),
  },
  {
    python: "Session * (Note & False)",
    ours: (t) => t.Session.join(t.Note.and(false)),
  },
  { python: "Note * Session", ours: (t) => t.Note.join(t.Session) },
  {
    python: "NwbSession * NwbElectrode.proj('name')",
    ours: (t) => t.NwbSession.join(t.NwbElectrode.proj("name")),
  },
  {
    python: "Nwbfile.proj() * NwbGroup",
    ours: (t) => t.Nwbfile.proj().join(t.NwbGroup),
  },
  {
    python: "dj.U('minutes') * Session",
    ours: (t) => U("minutes").join(t.Session),
  },
  {
    python: "Session.proj('minutes') * dj.U('minutes', 'session_id')",
    ours: (t) => t.Session.proj("minutes").join(U("minutes", "session_id")),
  },
];

/** `.proj(…)`. */
export const PROJECTIONS: readonly Pair[] = [
  { python: "Session.proj()", ours: (t) => t.Session.proj() },
  {
    python: "Session.proj('task', 'minutes')",
    ours: (t) => t.Session.proj("minutes", "task"),
  },
  { python: "Session.proj(...)", ours: (t) => t.Session.proj("...") },
  {
    python: "Session.proj(..., '-task', '-score')",
    ours: (t) => t.Session.proj("...", "-task", "-score"),
  },
  {
    python: "Session.proj(id='session_id')",
    ours: (t) => t.Session.proj({ id: "session_id" }),
  },
  {
    python: "Session.proj(..., job='task')",
    ours: (t) => t.Session.proj("...", { job: "task" }),
  },
  {
    python: "Session.proj('task', again='(task)')",
    ours: (t) => t.Session.proj("task", { again: "(task)" }),
  },
  {
    python: "Session.proj(copy='(session_id)')",
    ours: (t) => t.Session.proj({ copy: "(session_id)" }),
  },
  {
    python: "Session.proj(hours='minutes / 60', label='concat(task, \"!\")')",
    ours: (t) =>
      t.Session.proj({ hours: "minutes / 60", label: 'concat(task, "!")' }),
  },
  {
    python: "Session.proj(..., more='minutes + 5')",
    ours: (t) => t.Session.proj("...", { more: sql`minutes + ${5}` }),
  },
  {
    python: "Session.proj(task='minutes', minutes='task')",
    ours: (t) => t.Session.proj({ task: "minutes", minutes: "task" }),
  },
  {
    python: "Session.proj(nothing='NULL')",
    ours: (t) => t.Session.proj({ nothing: "NULL" }),
  },
  {
    python: "Session.proj(half='score / 2', double_='minutes * 2e0')",
    ours: (t) =>
      t.Session.proj({ half: "score / 2", double_: "minutes * 2e0" }),
  },
  {
    python: "Session.proj(id='session_id') & 'id > 6'",
    ours: (t) => t.Session.proj({ id: "session_id" }).and("id > 6"),
  },
  {
    python: "Session.proj(hours='minutes / 60') & 'hours > 0.4'",
    ours: (t) => t.Session.proj({ hours: "minutes / 60" }).and("hours > 0.4"),
  },
  {
    python: "Session.proj('task') & {'task': 'run'}",
    ours: (t) => t.Session.proj("task").and({ task: "run" }),
  },
  {
    python: "Session.proj(a='minutes').proj(b='a').proj(c='b * 2')",
    ours: (t) =>
      t.Session.proj({ a: "minutes" }).proj({ b: "a" }).proj({ c: "b * 2" }),
  },
  {
    python: "Electrode.proj(session='session_id', electrode='electrode_id')",
    ours: (t) =>
      t.Electrode.proj({ session: "session_id", electrode: "electrode_id" }),
  },
  {
    python: "Subject.proj('tag', year='year(born)')",
    ours: (t) => t.Subject.proj("tag", { year: "year(born)" }),
  },
  {
    python: "(Session & 'minutes > 10').proj('score')",
    ours: (t) => t.Session.and("minutes > 10").proj("score"),
  },
  {
    python:
      "Session.proj('task') * Session.proj(other='session_id', other_task='task')",
    ours: (t) =>
      t.Session.proj("task").join(
        t.Session.proj({ other: "session_id", other_task: "task" }),
      ),
  },
];
