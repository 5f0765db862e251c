/** Pairs of restrictions: `&`, `-`, lists, semijoins and antijoins. */
import { andList, not } from "../../../src/query/condition/restriction.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Pair } from "./lab.ts";

/** `&` with texts, objects, lists and truth values. */
export const RESTRICTIONS: readonly Pair[] = [
  { python: "Session & 'minutes > 10'", ours: (t) => t.Session`minutes > 10` },
  {
    python: "Session & {'task': 'run'}",
    ours: (t) => t.Session.and({ task: "run" }),
  },
  {
    python: "Session & {'task': None}",
    ours: (t) => t.Session.and({ task: null }),
  },
  {
    python: "Session & {'task': 'run', 'minutes': 10}",
    ours: (t) => t.Session.and({ task: "run", minutes: 10 }),
  },
  {
    python: "Session & {'session_id': 3, 'color': 'x'}",
    ours: (t) => t.Session.and({ session_id: 3, color: "x" }),
  },
  {
    python: "Session & 'minutes > 10' & {'task': 'rest'}",
    ours: (t) => t.Session.and("minutes > 10").and({ task: "rest" }),
  },
  {
    python: "Session & [{'task': 'rest'}, 'minutes < 10']",
    ours: (t) => t.Session.and([{ task: "rest" }, "minutes < 10"]),
  },
  { python: "Session & []", ours: (t) => t.Session.and([]) },
  { python: "Session & {}", ours: (t) => t.Session.and({}) },
  { python: "Session & True", ours: (t) => t.Session.and(true) },
  { python: "Session & False", ours: (t) => t.Session.and(false) },
  {
    python: "Session & dj.AndList(['minutes > 5', {'task': 'run'}])",
    ours: (t) => t.Session.and(andList(["minutes > 5", { task: "run" }])),
  },
  {
    python: "Session & dj.AndList([])",
    ours: (t) => t.Session.and(andList([])),
  },
  {
    python: "Session & dj.Not({'task': 'run'})",
    ours: (t) => t.Session.and(not({ task: "run" })),
  },
  {
    python: "Session & dj.Not(dj.Not('minutes > 20'))",
    ours: (t) => t.Session.and(not(not("minutes > 20"))),
  },
  {
    python: "Subject & {'subject_id': \"o'hara\"}",
    ours: (t) => t.Subject.and({ subject_id: "o'hara" }),
  },
  {
    python: "Subject & 'born > \"2015-01-01\"'",
    ours: (t) => t.Subject`born > ${"2015-01-01"}`,
  },
  {
    python: "Subject & {'tag': '01234567-89ab-cdef-0123-456789abcd02'}",
    ours: (t) => t.Subject.and({ tag: "01234567-89ab-cdef-0123-456789abcd02" }),
  },
  {
    python: "Note & 'note_text LIKE \"%0\\\\%\"'",
    ours: (t) => t.Note`note_text LIKE ${"%0\\%"}`,
  },
  {
    python: "Note & {'note_text': '100%'}",
    ours: (t) => t.Note.and({ note_text: "100%" }),
  },
  {
    python: "Electrode & 'depth % 200 = 0'",
    ours: (t) => t.Electrode.and("depth % 200 = 0"),
  },
  {
    python: "Electrode & 'depth is null or gain between 1 and 4'",
    ours: (t) => t.Electrode.and("depth is null or gain between 1 and 4"),
  },
  {
    python: "Electrode & 'depth in (100, 300)'",
    ours: (t) => t.Electrode`depth in ${[100, 300]}`,
  },
  {
    python: "Param & 'param_value > 5.25'",
    ours: (t) => t.Param`param_value > ${5.25}`,
  },
  {
    python: "NwbElectrode & 'electrode_id > 125'",
    ours: (t) => t.NwbElectrode`electrode_id > ${125}`,
  },
  {
    python:
      "NwbElectrode & dj.AndList([\"nwb_file_name LIKE 'min%'\", {'electrode_id': 1}])",
    ours: (t) =>
      t.NwbElectrode.and(
        andList(["nwb_file_name LIKE 'min%'", { electrode_id: 1 }]),
      ),
  },
  { python: "Session & dj.U('task')", ours: (t) => t.Session.and(U("task")) },
  {
    python: "Session & 'minutes + 5 > 20 and char_length(task) = 3'",
    ours: (t) =>
      t.Session.and(sql`minutes + ${5} > 20 and char_length(task) = 3`),
  },
];

/** `-`. */
export const EXCEPTIONS: readonly Pair[] = [
  {
    python: "Session - 'minutes > 10'",
    ours: (t) => t.Session.except("minutes > 10"),
  },
  {
    python: "Session - {'task': 'run'}",
    ours: (t) => t.Session.except({ task: "run" }),
  },
  {
    python: "Session - [{'task': 'rest'}, 'minutes < 10']",
    ours: (t) => t.Session.except([{ task: "rest" }, "minutes < 10"]),
  },
  { python: "Session - []", ours: (t) => t.Session.except([]) },
  { python: "Session - True", ours: (t) => t.Session.except(true) },
  { python: "Session - False", ours: (t) => t.Session.except(false) },
  {
    python: "Electrode - 'depth > 100' - {'bad': 'yes'}",
    ours: (t) => t.Electrode.except("depth > 100", { bad: "yes" }),
  },
  {
    python: "Session - dj.Not({'session_id': 4})",
    ours: (t) => t.Session.except(not({ session_id: 4 })),
  },
];

/** Semijoins: `& query`. */
export const SEMIJOINS: readonly Pair[] = [
  { python: "Session & Electrode", ours: (t) => t.Session.and(t.Electrode) },
  {
    python: "Session & (Electrode & {'bad': 'yes'})",
    ours: (t) => t.Session.and(t.Electrode.and({ bad: "yes" })),
  },
  { python: "Electrode & Session", ours: (t) => t.Electrode.and(t.Session) },
  { python: "Subject & Session", ours: (t) => t.Subject.and(t.Session) },
  {
    python: "Session & (Subject & {'sex': 'F'})",
    ours: (t) => t.Session.and(t.Subject.and({ sex: "F" })),
  },
  {
    python: "Session & [Electrode, Note]",
    ours: (t) => t.Session.and([t.Electrode(), t.Note()]),
  },
  {
    python: "Session & Electrode & Note",
    ours: (t) => t.Session.and(t.Electrode(), t.Note()),
  },
  { python: "Session & Param", ours: (t) => t.Session.and(t.Param) },
  {
    python: "Session & (Param & 'param_value < -1')",
    ours: (t) => t.Session.and(t.Param`param_value < -1`),
  },
  { python: "Electrode & Region", ours: (t) => t.Electrode.and(t.Region) },
  {
    python: "Subject & Session.proj(subject_id='subject_id')",
    ours: (t) => t.Subject.and(t.Session.proj({ subject_id: "subject_id" })),
  },
  {
    python: "Subject & Lineage.proj(subject_id='child_id')",
    ours: (t) => t.Subject.and(t.Lineage.proj({ subject_id: "child_id" })),
  },
];

/** Antijoins: `- query`. */
export const ANTIJOINS: readonly Pair[] = [
  { python: "Session - Electrode", ours: (t) => t.Session.except(t.Electrode) },
  {
    python: "Session - (Electrode & {'bad': 'yes'})",
    ours: (t) => t.Session.except(t.Electrode.and({ bad: "yes" })),
  },
  {
    python: "Subject - Lineage.proj(subject_id='child_id')",
    ours: (t) => t.Subject.except(t.Lineage.proj({ subject_id: "child_id" })),
  },
  { python: "Session - Subject", ours: (t) => t.Session.except(t.Subject) },
  {
    python: "Session - Electrode - Note",
    ours: (t) => t.Session.except(t.Electrode).except(t.Note),
  },
  { python: "Session - Param", ours: (t) => t.Session.except(t.Param) },
  {
    python: "Session - (Param & False)",
    ours: (t) => t.Session.except(t.Param.and(false)),
  },
  { python: "Electrode - Spike", ours: (t) => t.Electrode.except(t.Spike) },
  {
    python: "Session & dj.Not(Electrode)",
    ours: (t) => t.Session.and(not(t.Electrode())),
  },
];
