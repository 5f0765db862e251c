import { assertEquals } from "@std/assert";
import {
  classNameOf,
  commentType,
  kindOf,
  tierOf,
} from "../../src/schema/definition.ts";

Deno.test("tierOf() tells the tier by the name's prefix", () => {
  for (
    const [name, tier] of [
      ["session", "Manual"],
      ["#probe", "Lookup"],
      ["_electrode", "Imported"],
      ["__trodes_pos_v1", "Computed"],
      ["~external_raw", "Hidden"],
    ] as const
  ) {
    assertEquals(tierOf(name), tier);
  }
});

Deno.test("classNameOf() writes names as DataJoint does, and others so that code can use them", () => {
  for (
    const [name, expected] of [
      ["session", "Session"],
      ["_electrode", "Electrode"],
      ["__trodes_pos_v1", "TrodesPosV1"],
      ["#probe_type", "ProbeType"],
      ["~external_raw", "ExternalRaw"],
      ["export_selection", "ExportSelection"],
      ["a__b", "AB"],
      ["pos_2d_map", "Pos_2dMap"],
      ["v1", "V1"],
      ["alreadyCamel", "AlreadyCamel"],
      ["a_B", "AB"],
      ["Order items", "OrderItems"],
      ["a-b.c", "ABC"],
      ["größe_é", "GrößeÉ"],
      ["日本_語", "日本語"],
      ["1st", "1st"],
      ["__", "__"],
      ["$x", "$x"],
    ] as const
  ) {
    assertEquals(classNameOf(name), expected, name);
  }
});

Deno.test("commentType() splits DataJoint's types from comments, and leaves other colons alone", () => {
  for (
    const [comment, special, store, rest] of [
      [":uuid:who", "uuid", null, "who"],
      [":filepath@raw:the file", "filepath", "raw", "the file"],
      [":attach:", "attach", null, ""],
      [":attach@s:x", "attach", "s", "x"],
      [":blob@store-1:x", "blob", "store-1", "x"],
      ["plain: a comment", null, null, "plain: a comment"],
      [":other:x", null, null, ":other:x"],
      [":uuid", null, null, ":uuid"],
      ["", null, null, ""],
      [":json:x", null, null, ":json:x"],
    ] as const
  ) {
    assertEquals(commentType(comment), { special, store, comment: rest });
  }
});

Deno.test("kindOf() believes a comment only of columns that can hold what it says", () => {
  for (
    const [type, comment, kind] of [
      ["binary", ":uuid:", "uuid"],
      ["varchar", ":uuid:", "string"],
      ["binary", ":filepath@raw:", "filepath"],
      ["varchar", ":filepath@raw:", "string"],
      ["int", ":attach:", "integer"],
      ["longblob", ":attach:", "attach"],
      ["binary", ":blob@s:", "external"],
      ["longblob", ":blob@s:", "blob"],
      ["longblob", "", "blob"],
      ["BIGINT", "", "integer"],
      ["inet6", "", "string"],
      ["point", "", "geometry"],
      ["geomcollection", "", "geometry"],
    ] as const
  ) {
    assertEquals(
      kindOf(type, commentType(comment)),
      kind,
      `${type} ${comment}`,
    );
  }
});
