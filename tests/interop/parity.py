"""What Python's DataJoint makes of a query that is given as text: attributes, key, types, rows, and how many."""

import datetime
import decimal
import uuid

import datajoint as dj


class Tables(dict):
    """Tables by class name."""

    def __init__(self, names):
        super().__init__((name, dj.FreeTable(dj.conn(), full)) for name, full in names.items())
        self["dj"] = dj


def tagged(value):
    """A value with its kind, as text."""
    if value is None:
        return None
    if isinstance(value, (bool, int)):
        return ["integer", str(int(value))]
    if isinstance(value, decimal.Decimal):
        return ["decimal", str(value)]
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, (str, datetime.date, datetime.datetime, uuid.UUID)):
        return ["text", str(value)]
    if isinstance(value, (bytes, bytearray)):
        return ["bytes", bytes(value).hex()]
    return [type(value).__name__, repr(value)]


def result(text, tables):
    query = eval(text, {"__builtins__": {}}, tables)
    heading = query.heading
    rows = query.fetch(as_dict=True)
    return {
        "names": list(heading.names),
        "key": list(heading.primary_key),
        "types": [heading[name].type for name in heading.names],
        "rows": [[tagged(row[name]) for name in heading.names] for row in rows],
        "count": int(len(query)),
    }


def queries(argument):
    """Each text's result, or the error that it ends in."""
    tables = Tables(argument["tables"])
    results = []
    for text in argument["texts"]:
        try:
            results.append(result(text, tables))
        except Exception as error:
            results.append({"error": "%s: %s" % (type(error).__name__, error)})
    return results
