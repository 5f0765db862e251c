"""Makes corpus.json: values packed by Python's DataJoint, each beside a description of what must come out.

    python make_corpus.py > corpus.json          write the corpus
    python make_corpus.py --check encoded.json   unpack what was encoded elsewhere, compare with its description

Needs datajoint 0.14 and numpy.
"""

import base64
import collections
import datetime
import json
import struct
import sys
import uuid
from decimal import Decimal

import datajoint as dj
import numpy as np
from datajoint.blob import MatCell, MatStruct, pack, unpack

from description import CELLS_LOST_IN_PYTHON, describe, lenient

dj.config["enable_python_native_blobs"] = True


def objects(items, shape=None, kind=None):
    """An object array, without numpy making more dimensions of its items."""
    array = np.empty(len(items), dtype=object)
    for index, item in enumerate(items):
        array[index] = item
    array = array if shape is None else array.reshape(shape)
    return array if kind is None else array.view(kind)


def matlab_struct(fields, rows, shape):
    array = np.empty(len(rows), dtype=[(f, object) for f in fields])
    for index, row in enumerate(rows):
        array[index] = row
    return array.reshape(shape).view(MatStruct)


def characters(rows):
    """As MATLAB writes them: DataJoint for Python itself writes a matrix of characters in the wrong order."""
    array = np.array([list(row) for row in rows], dtype="c")
    units = array.flatten(order="F").view(np.uint8).astype("<u2").tobytes()
    shape = np.array((array.ndim,) + array.shape, dtype="<u8").tobytes()
    return array, b"mYm\0A" + shape + struct.pack("<II", 4, 0) + units


def scalars():
    yield "none", None
    yield "true", True
    yield "false", False
    for v in [0, 1, -1, 127, 128, 255, 256, -127, -128, -129, -256, 32767, -32768, 2**31, 2**53 - 1, 2**53, 2**53 + 1,
              -(2**53) + 1, -(2**53), 2**63, -(2**63), 2**64, 10**40, -(10**40), 7**1000]:
        yield f"int {v if abs(v) < 10**41 else '7**1000'}", v
    yield "int 2**20000", 2**20000
    for v in [0.0, -0.0, 1.0, -1.0, 0.5, 0.1, 1e300, -1e-300, 5e-324, 2.0**53, 2.0**53 + 2, 1e22, float("inf"),
              float("-inf"), float("nan")]:
        yield f"float {v!r}", v
    for v in [0j, 1 + 2j, -0.5 - 1e10j, complex("nan"), complex(float("inf"), -0.0)]:
        yield f"complex {v!r}", v
    for v in ["", "a", "ä€𝄞", "\ufeffbom", "nul\0nul", "back\\slash 'quote\" `tick` $(touch x) %s %%", "line\nline\r\n\t",
              "x" * 3000, "👩‍🔬 e\u0301", "__proto__"]:
        yield f"str {v[:12]!r}", v
    yield "bytes empty", b""
    yield "bytes", bytes(range(256))
    yield "bytearray", bytearray(b"\0\xff")
    yield "bytes like a blob", b"mYm\0A\0\0"
    for v in ["0", "-0", "1.10", "1E+3", "-1.5E-7", "123456789012345678901234567890.123456789", "NaN", "-Infinity", "0E-8"]:
        yield f"decimal {v}", Decimal(v)
    yield "uuid", uuid.UUID("01234567-89ab-cdef-0123-456789abcdef")
    yield "uuid nil", uuid.UUID(int=0)
    for v in [datetime.date(2024, 2, 29), datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]:
        yield f"date {v}", v
    for v in [datetime.time(0), datetime.time(23, 59, 59, 999999), datetime.time(1, 2, 3), datetime.time(0, 0, 0, 1)]:
        yield f"time {v}", v
    for v in [datetime.datetime(2020, 1, 1), datetime.datetime(1, 1, 1, 0, 0, 0, 1),
              datetime.datetime(1999, 12, 31, 23, 59, 59, 999999),
              datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)]:
        yield f"datetime {v}", v


def collections_():
    yield "list empty", []
    yield "tuple empty", ()
    yield "set empty", set()
    yield "dict empty", {}
    yield "list mixed", [1, 1.0, "1", None, True, b"1", [1, [2, [3]]], (4,), {5}, {"six": 6}]
    yield "tuple nested", (1, (2, (3, [])))
    # The order of texts, bytes and None in a set changes from run to run: these are alone.
    yield "set", {1, 2.5, (1, 2), 2**70, Decimal("0.5")}
    for v in ["a", None, b"x"]:
        yield f"set of {v!r}", {v}
    yield "frozenset", frozenset([3])
    yield "range", range(4)
    yield "dict strings", {"a": 1, "b": [1.0, 2.5], "": None}
    yield "dict order", {"z": 1, "10": 2, "a": 3, "9": 4}
    yield "dict keys of all kinds", {1: "int", "1": "str", 2.5: "float", None: "none", (1, "a"): "tuple", b"b": "bytes",
                                     True and 7: "seven", uuid.UUID(int=1): "uuid", datetime.date(2020, 1, 1): "date",
                                     Decimal("1.5"): "decimal", 2**70: "big", 1j: "complex"}
    yield "dict numpy key", {np.int64(3): 1, np.str_("k"): 2}
    yield "dict __proto__", {"__proto__": {"polluted": True}, "constructor": 1, "toString": None}
    yield "ordered dict", collections.OrderedDict([("b", 1), ("a", 2)])
    yield "nested 150 deep", deep(150)
    yield "list long", [{"n": i, "label": f"unit {i}", "x": i / 7} for i in range(300)]
    yield "parameters", {"filter": {"band": (300, 6000), "order": 4.0}, "whiten": True, "seed": None,
                         "channels": np.arange(4, dtype="uint16"), "labels": {"0": ["good"], "1": ["mua", "noise"]},
                         "edges": np.array([[0, 1], [1, 2], [2, 3]])}
    yield "restriction", ["((nwb_file_name LIKE 'min%%'))AND((electrode_id=1))", {"a": 1}]


def deep(levels):
    value = "bottom"
    for _ in range(levels):
        value = [value]
    return value


NUMERIC = ["bool", "float64", "float32", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
           "complex128", "complex64"]


def arrays():
    generator = np.random.default_rng(0)
    for dtype in NUMERIC:
        ramp = np.arange(24) * 5 - 40
        values = (ramp % 3 == 0) if dtype == "bool" else (ramp * (1 - 2j) if dtype[0] == "c" else ramp)
        array = values.astype(dtype)
        yield f"{dtype} 1-d", array
        yield f"{dtype} 2-d", array.reshape(4, 6)
        yield f"{dtype} 3-d", array.reshape(2, 3, 4)
        yield f"{dtype} scalar", array[7] if dtype != "bool" else np.bool_(True)
        yield f"{dtype} empty", array[:0]
    for dtype in NUMERIC[3:11]:
        yield f"{dtype} limits", np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype=dtype)
    yield "float64 special", np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 5e-324, 1.7976931348623157e308])
    yield "float32 special", np.array([0.1, -0.0, np.nan, np.inf, 1e-45], dtype="float32")
    yield "row", np.arange(3.0).reshape(1, 3)
    yield "column", np.arange(3.0).reshape(3, 1)
    yield "fortran order", np.asfortranarray(np.arange(6.0).reshape(2, 3))
    yield "transposed view", np.arange(6.0).reshape(2, 3).T
    yield "strided view", np.arange(20.0)[::3]
    yield "empty 0x3", np.zeros((0, 3))
    yield "empty 3x0", np.zeros((3, 0), dtype="int8")
    yield "array of shape ()", np.array(3.5)
    yield "5-d", np.arange(48).reshape(2, 1, 3, 2, 4)
    yield "intervals", np.array([[1.5e9, 1.6e9], [1.7e9, 1.8e9]])
    yield "compressible", np.zeros((100, 100))
    yield "not compressible", generator.integers(0, 2**32, 500, dtype="uint32")
    yield "list of arrays", [np.arange(3), np.ones((2, 2)), np.float32(1.5)]
    yield "numpy int64 beyond 2**53", np.int64(2**53 + 1)
    yield "numpy uint64 max", np.uint64(2**64 - 1)
    yield "objects", objects([1, "a", None, [1.0], {"k": np.arange(2)}])
    yield "objects 2-d", objects(list("abcdef"), (2, 3))
    yield "objects empty", objects([])
    yield "object of shape ()", np.array({"a": 1}, dtype=object)
    yield "strings", np.array(["ab", "c", "ä"])
    yield "strings 2-d", np.array([["a", "b", "c"], ["d", "e", "f"]])
    days = ["2020-01-01", "1969-12-31", "0001-01-01", "NaT", "2400-02-29"]
    for unit in "Y M W D h m s ms us".split():
        yield f"datetime64[{unit}]", np.array(days, dtype=f"datetime64[{unit}]")
    for unit in "ns ps fs as".split():
        ticks = np.array([0, 1, -1, 123456789012345678, -(2**63)], dtype="int64")
        yield f"datetime64[{unit}]", ticks.view(f"datetime64[{unit}]")
    yield "datetime64 far", np.array([-800000, 5000000, 10**9], dtype="int64").view("datetime64[D]")
    yield "datetime64 2-d", np.arange(6).astype("datetime64[s]").reshape(2, 3)
    yield "datetime64 scalar", np.datetime64("2020-05-17T12:34:56.789")


def records():
    table = np.array([(1, 2.5, True), (2, -1.0, False), (3, np.nan, True)], dtype=[("a", "i4"), ("b", "f8"), ("c", "?")])
    yield "structured", table
    yield "recarray", table.view(np.recarray)
    yield "structured 2-d", table[[0, 1, 2, 0]].reshape(2, 2)
    yield "structured of shape ()", np.array((7, 0.5), dtype=[("a", "i8"), ("b", "f4")])
    yield "structured empty", table[:0]
    yield "structured nested", np.array([(1, (2.5, 3)), (4, (5.5, 6))], dtype=[("a", "i4"), ("b", [("x", "f8"), ("y", "i8")])])
    yield "structured objects", np.array([(1, "x"), (2, [1, 2])], dtype=[("é", "i4"), ("o", object)])
    yield "structured times", np.array([("2020-01-01", 1 + 1j)], dtype=[("t", "M8[D]"), ("z", "c16")])
    yield "cell", objects([np.arange(3.0), np.ones((2, 2)), np.array([True])], (1, 3), MatCell)
    yield "cell 2-d", objects([1, "a", None, np.arange(2), [1], 2.0], (2, 3), MatCell)
    yield "cell empty", objects([], (0, 0), MatCell)
    yield "cell of cells", objects([objects([np.arange(2.0)], (1, 1), MatCell), np.zeros((1, 1))], (2, 1), MatCell)
    yield "struct", matlab_struct(["x", "y"], [(np.arange(3.0), np.array([[1.0]]))], (1, 1))
    yield "struct array", matlab_struct(["name", "n"], [("a", 1), ("b", 2), ("c", 3), ("d", 4)], (2, 2))
    yield "struct empty", matlab_struct(["name"], [], (0, 0))
    yield "struct in cell", objects([matlab_struct(["x"], [(np.arange(2.0),)], (1, 1))], (1, 1), MatCell)
    yield "char row", np.array([list("hello")], dtype="c")
    yield "char 1-d", np.array(list("abc"), dtype="c")
    yield "char single", np.array([["q"]], dtype="c")
    yield "char empty", np.array([], dtype="c")


def corpus():
    for source in (scalars, collections_, arrays, records):
        for name, value in source():
            yield name, pack(value), describe(value)
    for name, rows in [("char matrix", ["abc", "def"]), ("char column", ["a", "b"])]:
        array, blob = characters(rows)
        yield name, blob, describe(array)
    plain = {"a": list(range(500))}
    yield "uncompressed long", pack(plain, compress=False), describe(plain)


def entry(name, blob, description):
    return json.dumps({"name": name, "blob": base64.b64encode(blob).decode(), "value": description}, ensure_ascii=True)


def check(path):
    same, differ, unreadable = 0, [], []
    for item in json.load(open(path)):
        if item["name"] in CELLS_LOST_IN_PYTHON:
            unreadable.append((item["name"], "known"))
            continue
        try:
            value = unpack(base64.b64decode(item["blob"]))
        except Exception as error:  # Python's own reader fails on some of what its writer makes
            unreadable.append((item["name"], repr(error)))
            continue
        if isinstance(value, np.ndarray) and value.dtype.kind == "U" and not isinstance(value, MatCell):
            found = ["char", "".join(str(v) for v in value.flatten())]
        else:
            found = lenient(describe(value))
        if found == lenient(item["value"]):
            same += 1
        else:
            differ.append((item["name"], found, lenient(item["value"])))
    for row in differ[:20] + unreadable[:20]:
        print(str(row)[:600])
    print(f"{same} equal, {len(differ)} different, {len(unreadable)} not readable by Python")
    return 1 if differ else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        sys.exit(check(sys.argv[2]))
    print("[\n" + ",\n".join(entry(*item) for item in corpus()) + "\n]")
