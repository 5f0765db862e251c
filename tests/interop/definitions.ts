/**
 * Definitions in DataJoint's language, as labs write them and odder, for both sides to declare. Each may refer to those
 * above it, and to `lab`, another schema.
 *
 * @module
 */

/** A table to declare. */
export interface Declared {
  readonly name: string;
  readonly tier: "Manual" | "Lookup" | "Imported" | "Computed";
  readonly definition: string;
  readonly parts?: Readonly<Record<string, string>>;
}

/** The other schema. */
export const LAB: readonly Declared[] = [
  {
    name: "Person",
    tier: "Manual",
    definition: `# People of the lab
    person : varchar(32)  # short name
    ---
    full_name = "" : varchar(255)`,
  },
  {
    name: "Setup",
    tier: "Lookup",
    definition: `
    setup_id : tinyint unsigned
    ---
    setup_type : enum('rig', 'maze')
    `,
    parts: { Camera: "-> master\ncamera : int\n---\nlens : varchar(20)" },
  },
];

/** Definitions, the body of a table each. */
const BODIES: readonly (string | readonly [Declared["tier"], string])[] = [
  "id : int",
  "id : int auto_increment\n---\nname : varchar(10)",
  "# A comment of the table\nid : int  # a comment of the attribute",
  "id : int\n---",
  "id : int\n___\nx : int",
  "id:int#tight\n---\nx=5:smallint#five",
  "a : int\nb : int\n---\nc = null : int",
  "a : tinyint\nb : smallint unsigned\nc : mediumint\nd : bigint\ne : bigint unsigned\nf : integer\n---\ng : int(5)",
  "id : int unsigned\n---\nx : float\ny : double\nz = null : decimal(8, 3)\nw : numeric(5,2) unsigned\nv : real\nu : float unsigned",
  "id : int\n---\nx : decimal\ny = 1.50 : decimal(6,2)\nz = -1 : int\nv = 0.25 : double",
  "name : varchar(64)\n---\ncode : char(3)\nlong_text = 'a b' : varchar(2000)",
  `id : int\n---\na = "x" : varchar(5)\nb = 'y' : varchar(5)\nc = z : varchar(5)\nd = "" : varchar(5)\ne = '' : char(1)`,
  `id : int\n---\na = "it's" : varchar(9)\nb = 'say "x"' : varchar(9)\nc = "a:b#c" : varchar(9)`,
  `id : int\n---\na = "back\\\\slash" : varchar(20)\nb = "new\\nline" : varchar(20)`,
  "id : int\n---\nkind : enum('a', 'b')\nother = 'b' : enum(\"a\", \"b\")\nthird = null : enum('one two', 'x:y', 'h#h')",
  "id : int\n---\nkind = 'it' : enum('it', 'say ''x''')",
  "id : int\n---\nday : date\nt : time\nmoment : datetime\nfine : datetime(6)\nat : timestamp(3)\nborn : year",
  "id : int\n---\nday = '2020-01-31' : date\nmoment = '2020-01-31 12:00:00' : datetime",
  "id : int\n---\nat = CURRENT_TIMESTAMP : timestamp\nthen = current_timestamp : timestamp",
  "id : int\n---\nat = CURRENT_TIMESTAMP(6) : timestamp(6)\nm = CURRENT_TIMESTAMP : datetime",
  "id : int\n---\nat = null : timestamp\nmoment = NULL : datetime",
  "id : uuid\n---\nother = null : uuid  # another one",
  "id : int\n---\ndata : longblob\nsmall = null : blob  # packed\nmid = null : mediumblob\ntiny : tinyblob",
  "id : int\n---\nyes : bool\nno = 0 : boolean\nmaybe = null : bool",
  "id : int\n---\nsettings : json\nmore = null : json  # anything",
  "id : int\n---\nfile : attach\nanother = null : attach  # a picture",
  "id : int\n---\ndata : blob@raw\nfile = null : attach@raw  # kept outside\npath : filepath@raw",
  "id : int\n---\nx : int\ny : int\nindex (x)\nunique index (x, y)",
  "id : int\nindex (x, y)\n---\nx : int\ny : varchar(20)\nINDEX(y)\nUnique  Index( y , x )",
  "id : int\n---\ntext : varchar(900)\nindex (text(20))",
  "id : int  # quotes \" and ' and `\n---\nx : int  # 日本語, ü, 😀",
  "id : int  # back\\\\slash and a\\ttab\n---\nx : int  # trailing ##",
  "id : int  # -> no reference\n---\nx : varchar(9)  # = : ---",
  "# comment; with (odd) 'signs'\n# second comment line\nid : int\n# third\n---\n# fourth\nx : int",
  "order : int\nselect : int\n---\ngroup : int\nkey = null : int",
  `${"a".repeat(64)} : int`,
  "-> T0",
  "-> T0\nsub : int\n---\nx : int",
  "id : int\n---\n-> T2",
  "id : int\n---\n-> [nullable] T2\n-> [unique] T10",
  "id : int\n---\n-> [nullable, unique] T10",
  "-> T0\n-> T10\n---\n-> T21.proj(tag='id')",
  "-> T0.proj(other='id')\n-> T0",
  `id : int\n---\n-> T0.proj(parent="id")\n-> [nullable] T0.proj(second='id')`,
  "-> T6.proj(first='a', second='b')\n---\n-> [nullable] T6",
  "-> T6\n---\n-> T6.proj(other_b='b')",
  "-> lab.Person\n---\n-> [nullable] lab.Person.proj(helper='person')",
  "-> lab.Setup\n-> lab.Setup.Camera",
  "-> T0()\n---\nx : int",
  "-> T7",
  "-> T21\n---\n-> T23.proj(flagged='id')",
  ["Lookup", "name : varchar(20)\n---\nvalue = 1 : int"],
  ["Imported", "-> T0\n---\nx : longblob"],
  ["Computed", "-> T0\n-> lab.Setup\n---\nx = null : double"],
  "id : int\n---\nsize : serial",
  "-> T0\nid : int  # again\n---\nx : int",
  "id : int\n---\n-> T2.proj('id')\n-> T10.proj( y = 'name' )",
  "a_b_c : int\n---\nd1 : int\ne_2_f : int",
  "id : int\n---\nx : int\ny : varchar(20)\nindex (x desc, y)\nunique index (y(5) desc, x asc)\nINDEX ( y desc )",
  "-> T0\n---\nx : int\nindex (id desc)\nunique index (x desc, id)",
];

/** Tables with parts. */
const WITH_PARTS: readonly Declared[] = [
  {
    name: "Session",
    tier: "Manual",
    definition: "# one recording\nsession : uuid\n---\nday : date",
    parts: {
      Trial: "-> master\ntrial : smallint\n---\nstart : double",
      TrialEvent: "-> Session.Trial\nevent : int\n---\n-> lab.Person",
    },
  },
  {
    name: "AnalysisV1",
    tier: "Computed",
    definition: "-> Session\nflag : bool\nyears : year\n---\nresult : longblob",
    parts: {
      Unit:
        "-> AnalysisV1\nunit_id : int\n---\nquality = 'good' : enum('good', 'bad')\nindex (quality)",
      Pair: "-> master.proj(pair_session='session')\n---\n-> [unique] Session",
    },
  },
];

/** All of them: T0, T1, … and tables with parts. */
export const DEFINITIONS: readonly Declared[] = [
  ...BODIES.map((body, i) => {
    const [tier, definition] = typeof body === "string"
      ? ["Manual" as const, body]
      : body;
    return { name: `T${i}`, tier, definition };
  }),
  ...WITH_PARTS,
];
