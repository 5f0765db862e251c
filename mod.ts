/**
 * Reads that log themselves, and exports of exactly what was read.
 *
 * Labs keep their analysis database in MySQL, in DataJoint's conventions; with a paper they share exactly the rows and
 * files that its figures used, and all that those refer to. Queries made here log what they read under a paper and an
 * analysis; from the log comes the slice, a script that dumps it, and the proof that the restored slice gives the same.
 *
 * ```ts demo ignore
 * import { andList, connect } from "spyglass-deno";
 *
 * const db = await connect();
 * const { Electrode } = await db.schema("common_ephys");
 * const { ExportSelection, Export } = await db.schema("common_usage");
 *
 * await ExportSelection.startExport({ paper_id: "paper1", analysis_id: "analysis1" });
 * const frame = await Electrode`electrode_id > ${125}`.fetch();
 * await ExportSelection.stopExport();
 * await Export.populatePaper({ paper_id: "paper1" });
 * ```
 *
 * @module
 */

// Errors: what callers may catch.
export * from "./src/errors.ts";
// Blobs: what DataJoint packs.
export { type NdArray, ndArray, toNested } from "./src/blob/array.ts";
export { Complex, ComplexArray } from "./src/blob/complex.ts";
export { RecordArray } from "./src/blob/records.ts";
export {
  Decimal,
  Float,
  float,
  PyDate,
  PyDatetime,
  PyTime,
  tuple,
  Uuid,
} from "./src/blob/python.ts";
// Connection: where the database is.
export { connect } from "./src/connect.ts";
export type { Database } from "./src/database.ts";
export type { ConnectOptions, TlsOptions } from "./src/connection/options.ts";
// Schema: what the database says about its tables.
export type {
  Column,
  ForeignKey,
  TableInfo,
  Tier,
} from "./src/schema/table.ts";
// Query: which rows.
export {
  type AndList,
  andList,
  type Not,
  not,
  type Restriction,
} from "./src/query/condition/restriction.ts";
export { top, type TopOptions } from "./src/query/expression/order.ts";
export { U, type UniversalSet } from "./src/query/algebra/universal_set.ts";
export type {
  NewAttributes,
  ProjectionItem,
} from "./src/query/expression/projection.ts";
export type { AggrItem, AggrOptions } from "./src/query/algebra/aggregate.ts";
export { dj } from "./src/query/algebra/dj.ts";
export { sql } from "./src/query/condition/sql.ts";
export type { Query } from "./src/query/query.ts";
export type { SqlQuery } from "./src/select/sql_query.ts";
export type { SchemaTables } from "./src/query/schema_object.ts";
export type { Table, TableColumns, UntypedTable } from "./src/query/table.ts";
export type {
  AttributeName,
  HasTypes,
  TableTypes,
  TypedColumns,
  TypedFrame,
  TypedObject,
  TypedQuery,
  TypedRestriction,
  TypedTable,
  TypedTerm,
  Untyped,
} from "./src/query/typed_table.ts";
export type {
  JoinedTypes,
  ProjectedTypes,
  TypedItem,
  UnitedTypes,
} from "./src/query/typed_algebra.ts";
export type {
  DistinctTypes,
  KeyedTypes,
  OfAttributes,
  TypedUniversalSet,
} from "./src/query/typed_universal_set.ts";
export { Frame } from "./src/query/reading/frame.ts";
export type { Row } from "./src/query/reading/result.ts";
export type { Preview } from "./src/query/reading/preview.ts";
export type {
  InsertOptions,
  InsertRow,
  InsertRows,
} from "./src/query/change/insert_options.ts";
export type { DeleteOptions } from "./src/query/change/delete.ts";
export type { DropOptions } from "./src/query/change/drop.ts";
/**
 * arquero's functions and expressions, for frames.
 *
 * @example
 * ```ts demo ignore
 * import type { Row } from "spyglass-deno";
 *
 * const frame = await Electrode.orderBy("electrode_id").fetch("electrode_id");
 * const next = frame.derive({ next: aq.escape((row: Row) => Number(row.electrode_id) + 1) });
 * next.get("next", 0); // 1
 * ```
 */
export * as aq from "arquero";
export { op } from "arquero";
// Tables of one's own.
export { SpyglassMixin } from "./src/declare/spyglass_mixin.ts";
export {
  AutoPopulated,
  type DirectInsertOptions,
} from "./src/declare/auto_populated.ts";
export {
  Computed,
  Imported,
  Lookup,
  Manual,
  Part,
  type TableClass,
} from "./src/declare/user_tables.ts";
export type {
  PopulateTableOptions,
  PopulateTableResult,
} from "./src/declare/populate.ts";
export type { DeclareOptions } from "./src/declare/declare.ts";
export type { DeclareContext } from "./src/declare/resolve.ts";
// NWB: the files that rows name.
export { type NwbFile, type NwbObject, openNwb } from "./src/nwb/file.ts";
export type { NwbRow } from "./src/query/reading/nwb_row.ts";
export { type Picture, type PlotOptions, show } from "./src/nwb/series/plot.ts";
export type { TimeSeries } from "./src/nwb/series/series.ts";
export type { SeriesWindow } from "./src/nwb/series/series_window.ts";
export type { NwbColumn, NwbTable, TableOptions } from "./src/nwb/table.ts";
export type { Numbers, Values } from "./src/nwb/hdf5/values.ts";
// Log: what was read.
export type { ExportKey } from "./src/log/exports/ids.ts";
export type { ExportId } from "./src/log/exports/export_log.ts";
export type { StartOptions } from "./src/log/exports/start_options.ts";
export type { PaperKey } from "./src/log/paper_log.ts";
// Export: everything those rows refer to.
export type { SelectionCommands } from "./src/export/commands/selection_commands.ts";
export type { ExportCommands } from "./src/export/commands/export_commands.ts";
export type { ReviseOptions } from "./src/export/commands/revise.ts";
export type { Populated, PopulateOptions } from "./src/export/populate.ts";
export type {
  Verification,
  VerifiedChange,
} from "./src/export/verify/verification.ts";
export type { VerifyOptions } from "./src/export/verify/verify.ts";
export type {
  Difference,
  DifferenceKind,
} from "./src/export/verify/difference.ts";
export type {
  ExportStatus,
  NextStep,
} from "./src/export/commands/status_view.ts";
export type {
  PaperPlan,
  PlanCut,
  PlanOptions,
  PlanTable,
} from "./src/export/slice/paper_plan.ts";
export type {
  DiffSide,
  PaperDiff,
  TableDiff,
} from "./src/export/slice/paper_diff.ts";
export type { PersonalTable } from "./src/export/slice/personal_data.ts";
export type { Brought } from "./src/closure/brought.ts";
export type { WhyStep } from "./src/closure/why.ts";
export type { Slice } from "./src/export/slice/slice.ts";
export type { FilePath } from "./src/export/slice/files.ts";
// DANDI: where the files went.
export type {
  DandiPathCommands,
  DandiValidationCommands,
  FileCommands,
} from "./src/dandi/dandi_commands.ts";
export type { PrepareOptions } from "./src/dandi/prepare_options.ts";
export type {
  FileChange,
  FileFault,
  PreparedFiles,
} from "./src/dandi/prepared_files.ts";
export type { CompiledFile, CompileOptions } from "./src/dandi/compile.ts";
export type {
  ValidateOptions,
  ValidationResult,
} from "./src/dandi/validate.ts";
