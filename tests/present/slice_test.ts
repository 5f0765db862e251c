import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { diagram } from "../../src/present/diagram.ts";
import { diagramImage, diagramSvg } from "../../src/present/diagram_svg.ts";
import { sliceHtml } from "../../src/present/slice_html.ts";
import { sliceText } from "../../src/present/slice_text.ts";
import {
  sizeText,
  sliceLine,
  type SliceView,
} from "../../src/present/slice_view.ts";
import { assertInert, HOSTILE, shapeOf, tagsOf } from "./hostile.ts";

const SLICE: SliceView = {
  title: "paper1: all tables",
  tables: [
    {
      name: "`lab`.`rat`",
      label: "Rat",
      schema: "lab",
      tier: "Manual",
      rows: 1,
      logged: 0,
    },
    {
      name: "`lab`.`_cell`",
      label: "Cell",
      schema: "lab",
      tier: "Imported",
      rows: 6,
      logged: 3,
    },
  ],
  files: [{ path: "raw/a.nwb", bytes: 2_100_000 }, {
    path: "raw/b.nwb",
    bytes: null,
  }],
  edges: [{ child: "`lab`.`_cell`", parent: "`lab`.`rat`" }],
  notes: ["a note"],
};

Deno.test("sliceLine() counts what was read and what was brought in", () => {
  assertEquals(
    sliceLine(SLICE),
    "2 tables, 7 rows (3 read, 4 brought in), 2 files (2.1 MB, 1 missing)",
  );
});

Deno.test("sizeText() gives three digits at most, and a unit", () => {
  assertEquals(
    [0, 1, 999, 1000, 9949, 9950, 999_499, 999_500, 1.5e9, 1e18].map(sizeText),
    [
      "0 bytes",
      "1 byte",
      "999 bytes",
      "1.0 kB",
      "9.9 kB",
      "10 kB",
      "999 kB",
      "1.0 MB",
      "1.5 GB",
      "1000 PB",
    ],
  );
});

Deno.test("sliceText() is this for a small slice", () => {
  assertEquals(
    sliceText(SLICE),
    `paper1: all tables
Table          Total  read  brought in
\`lab\`.\`rat\`        1     0           1
\`lab\`.\`_cell\`      6     3           3
2 tables, 7 rows (3 read, 4 brought in), 2 files (2.1 MB, 1 missing)
 2.1 MB  raw/a.nwb
missing  raw/b.nwb
a note`,
  );
});

Deno.test("sliceHtml() shows tables, previews and files, with a diagram where wanted", () => {
  const view = {
    ...SLICE,
    tables: SLICE.tables.map((table) => ({ ...table, preview: PREVIEW })),
  };
  const html = sliceHtml(view, { diagram: true });
  assertInert(html);
  assertStringIncludes(
    html,
    "<summary>&#96;lab&#96;.&#96;_cell&#96; Total: 6</summary>",
  );
  assertStringIncludes(html, "<b>missing</b>");
  assertStringIncludes(html, '<img src="data:image/svg+xml;base64,');
  assert(!sliceHtml(view).includes("<img"));
});

Deno.test("sliceHtml() keeps its shape, whatever the names", () => {
  const shape = shapeOf(sliceHtml(hostileSlice("harmless"), { diagram: true }));
  for (const text of HOSTILE) {
    const html = sliceHtml(hostileSlice(text), { diagram: true });
    assertInert(html);
    assertEquals(shapeOf(html), shape);
    assert(html.length < 100_000);
    assert(!/[\p{Cc}--\n]/v.test(sliceText(hostileSlice(text))));
  }
});

Deno.test("diagramSvg() keeps its shape, whatever the names", () => {
  const shape = shapeOf(withoutCloses(diagramSvg(hostileSlice("harmless"))));
  for (const text of HOSTILE) {
    const svg = diagramSvg(hostileSlice(text));
    assertEquals(shapeOf(withoutCloses(svg)), shape);
    assert(!/[\p{Cc}--\n]/v.test(svg) && svg.isWellFormed());
  }
});

Deno.test("diagramSvg() draws a box a table and a line a foreign key", () => {
  const tags = tagsOf(withoutCloses(diagramSvg(SLICE)));
  const legend = 6;
  assertEquals(tags.filter((tag) => tag.startsWith("<path")).length, 1);
  assertEquals(
    tags.filter((tag) => tag.startsWith("<rect")).length,
    1 + 2 + legend,
  );
});

Deno.test("diagramImage() says in words what it shows, and does not draw thousands of tables", () => {
  assertStringIncludes(
    String(diagramImage(SLICE)),
    'alt="Diagram of 2 tables, 7 rows',
  );
  const many = {
    ...SLICE,
    tables: Array.from({ length: 500 }, () => SLICE.tables).flat(),
  };
  assertEquals(
    String(diagramImage(many)),
    "Diagram: 1000 tables are too many to draw; see the list",
  );
});

Deno.test("diagram() writes each table and foreign key as Mermaid has it", () => {
  const text = diagram(SLICE);
  assertStringIncludes(
    text,
    't1["Cell<br>lab<br>6 rows, 3 read"]:::ImportedRead\n  t0 --> t1\n',
  );
  assertEquals(text.split("\n").at(0), "flowchart TD");
});

Deno.test("diagram() lets no name out of its quotes", () => {
  for (const text of HOSTILE) {
    const nodes = diagram(hostileSlice(text)).split("\n").filter((line) =>
      /^ {2}t\d/.test(line)
    );
    assertEquals(nodes.length, 4);
    for (const line of nodes) {
      assert(
        /^ {2}t\d(?: --> t\d|\["[\p{L}\p{M}\w .,#;<>]*"\]:::\w+)$/u.test(line),
        line,
      );
      assert(!/<(?!br>)/.test(line), line);
    }
  }
});

const PREVIEW = {
  columns: [{ name: "id", isKey: true }],
  rows: [[1]],
  total: 1,
  shown: 1,
  notes: [],
};

function hostileSlice(text: string): SliceView {
  const tables = ["a", "b"].map((id) => ({
    name: `${text}${id}`.slice(-100_000),
    label: text,
    schema: text,
    tier: "Manual" as const,
    rows: 1,
    logged: 1,
    preview: { ...PREVIEW, caption: text },
  }));
  const [child, parent] = [tables[0]?.name ?? "", tables[1]?.name ?? ""];
  return {
    title: text,
    tables,
    files: [{ path: text, bytes: 1 }],
    edges: [{ child, parent }, { child, parent: child }],
    notes: [text],
  };
}

/** The tags of `tagsOf` are HTML's; SVG's empty elements close themselves. */
function withoutCloses(svg: string): string {
  return svg.replaceAll("/>", ">").replaceAll("viewBox", "viewbox");
}

Deno.test("diagrams tell tables apart that read the same where they are cut", () => {
  const long = "LongNameOfATableThatNoBoxHasRoomForAndNoMermaidNodeEither";
  const table = (end: string, schema = "lab") => ({
    name: `\`${schema}\`.\`${end}\``,
    label: long.repeat(2) + end,
    schema,
    tier: "Manual" as const,
    rows: 1,
    logged: 0,
  });
  const view = {
    title: "paper1",
    tables: [table("A"), table("B"), table("C", "other")],
    files: [],
    edges: [],
    notes: [],
  };
  for (const text of [diagram(view), diagramSvg(view)]) {
    for (const end of ["A", "B"]) assertStringIncludes(text, long + end);
    assertEquals(text.includes(`${long}C`), false);
  }
});
