"""Describes a value in words that both Python and describe.ts have.

A description is JSON: a pair [type, content]. Floats are the hexadecimal digits of their eight bytes, integers are
text, arrays are [dtype, shape, elements in row-major order].
"""

import collections
import datetime
import json
import struct
import uuid
from decimal import Decimal

import numpy as np
from datajoint.blob import MatCell, MatStruct


def describe_float(value):
    value = float(value)
    return "nan" if value != value else struct.pack(">d", value).hex()


def describe_element(value):
    if isinstance(value, np.datetime64):
        return str(value)
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return str(int(value))
    if isinstance(value, np.complexfloating):
        return [describe_float(value.real), describe_float(value.imag)]
    if isinstance(value, np.floating):
        return describe_float(value)
    if isinstance(value, np.bytes_):
        return value.decode("latin-1")
    if isinstance(value, np.str_):
        return str(value)
    return describe(value)


def elements(array):
    return [array[index] for index in np.ndindex(array.shape)]


def describe_array(array):
    shape = list(array.shape)
    if isinstance(array, MatStruct):
        fields = [[f, [describe(v) for v in elements(array[f].view(np.ndarray))]] for f in array.dtype.names]
        return ["struct", [shape, fields]]
    if array.dtype.fields:
        return ["recarray", [shape, [[f, describe_array(np.asarray(array[f]))] for f in array.dtype.names]]]
    if isinstance(array, MatCell):
        return ["ndarray", ["cell", shape, [describe_cell(v) for v in elements(array.view(np.ndarray))]]]
    if array.dtype.kind in "S":
        # Of a row of characters DataJoint makes a text.
        if array.ndim < 2 or (array.ndim == 2 and shape[0] == 1):
            return ["char", "".join(describe_element(v) for v in elements(array))]
        return ["ndarray", ["char", shape, [describe_element(v) for v in elements(array)]]]
    name = "object" if array.dtype.kind in "OU" else array.dtype.name
    if name == "object":
        return ["ndarray", [name, shape, [describe(v if not isinstance(v, np.str_) else str(v)) for v in elements(array)]]]
    return ["ndarray", [name, shape, [describe_element(v) for v in elements(array)]]]


def describe_cell(value):
    return describe(str(value) if isinstance(value, np.str_) else value)


def describe(value):
    """The description of a value, with numpy's types kept apart from Python's."""
    if isinstance(value, np.ndarray):
        return describe_array(value)
    if isinstance(value, np.void):
        return describe_array(np.array(value))
    if isinstance(value, np.str_):
        return ["str", str(value)]
    if isinstance(value, np.generic):
        return describe_array(np.array(value))
    if value is None:
        return ["none", None]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", format(value, "x") if value.bit_length() > 4000 else str(value)]
    if isinstance(value, float):
        return ["float", describe_float(value)]
    if isinstance(value, complex):
        return ["complex", [describe_float(value.real), describe_float(value.imag)]]
    if isinstance(value, str):
        return ["str", value]
    if isinstance(value, (bytes, bytearray)):
        return ["bytes", bytes(value).hex()]
    if isinstance(value, datetime.datetime):
        return ["datetime", value.replace(tzinfo=None).isoformat()]
    if isinstance(value, datetime.date):
        return ["date", value.isoformat()]
    if isinstance(value, datetime.time):
        return ["time", value.isoformat()]
    if isinstance(value, Decimal):
        return ["decimal", str(value)]
    if isinstance(value, uuid.UUID):
        return ["uuid", str(value)]
    if isinstance(value, collections.abc.Mapping):
        return ["dict", [[describe(k), describe(v)] for k, v in value.items()]]
    if isinstance(value, list):
        return ["list", [describe(v) for v in value]]
    if isinstance(value, (tuple, range)):
        return ["tuple", [describe(v) for v in value]]
    if isinstance(value, (set, frozenset)):
        return ["set", sorted((describe(v) for v in value), key=json.dumps)]
    raise TypeError(type(value))


def canonical(description):
    """Sets have no order, nor have dicts."""
    kind, content = description
    if kind == "decimal":  # 15E-12 is 1.5E-11
        return [kind, str(Decimal(content))]
    if kind in ("list", "tuple"):
        return [kind, [canonical(v) for v in content]]
    if kind == "set":
        return [kind, sorted((canonical(v) for v in content), key=json.dumps)]
    if kind == "dict":
        return [kind, sorted(([canonical(k), canonical(v)] for k, v in content), key=json.dumps)]
    if kind == "ndarray" and content[0] in ("object", "cell"):
        return [kind, [content[0], content[1], [canonical(v) for v in content[2]]]]
    if kind == "recarray":
        return [kind, [content[0], [[f, canonical(v)] for f, v in content[1]]]]
    if kind == "struct":
        return [kind, [content[0], [[f, [canonical(v) for v in c]] for f, c in content[1]]]]
    if kind == "ndarray" and content[0] == "char":
        return ["char", "".join(content[2])]
    return description


# Python's reader hands cells to numpy, which makes one array of them, or fails where it cannot.
CELLS_LOST_IN_PYTHON = {"cell", "cell 2-d", "cell of cells", "struct in cell"}


def lenient(description):
    """Of a text array, Python's reader gives other dtypes than were packed; compare what they say."""
    return json.loads(json.dumps(canonical(description)).replace('"cell"', '"object"'))
