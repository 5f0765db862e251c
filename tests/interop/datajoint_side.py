"""Python's side of the interop tests: a command a line on standard input, its answer a line on standard output.

Each line is JSON: [command, argument] in, {"answer": ...} or {"error": "..."} out. The log is read as Spyglass reads
it: `FreeTable(dj.conn(), table_name) & restriction`.
"""

import decimal
import json
import logging
import os
import sys
import uuid

sys.path.insert(0, sys.argv[2])

import on_socket

import datajoint as dj
import make_corpus
import numpy as np
from datajoint.condition import make_condition
from description import canonical, describe
from parity import queries
from tables_commands import TABLE_COMMANDS

logging.getLogger("datajoint").setLevel(logging.ERROR)
USAGE = "`common_usage`."
LOG = USAGE + "`export_selection__table`"


def table(name):
    return dj.FreeTable(dj.conn(), name)


def plain(value):
    """As the server writes it."""
    return None if value is None else str(value)


def key_rows(query):
    return sorted([plain(key[name]) for name in query.primary_key] for key in query.fetch("KEY"))


def keys(entries):
    """The primary keys of each entry's rows, of all entries at once, and of the condition that Python makes of them."""
    (name,) = {name for name, _ in entries}
    everything = table(name)
    restrictions = [restriction for _, restriction in entries]
    together = everything & restrictions
    condition = make_condition(everything, restrictions, set())
    return {
        "each": [key_rows(everything & restriction) for restriction in restrictions],
        "together": key_rows(together),
        "counted": len(together),
        "condition": condition if isinstance(condition, bool) else "text",
    }


def exported(paper_id):
    """The rows of each table of a populated export, by the restrictions that are stored as blobs."""
    export_id = (table(USAGE + "`__export`") & {"paper_id": paper_id}).fetch1("export_id")
    rows = (table(USAGE + "`__export__table`") & {"export_id": export_id}).fetch("table_name", "restriction")
    return {name: key_rows(table(name) & restriction) for name, restriction in zip(*rows)}


def log_entry(entry):
    """Logs a read as Spyglass does: after the largest id of all."""
    last = dj.U().aggr(table(LOG), n="max(table_id)").fetch1("n")
    row = dict(entry, table_id=int(last or 0) + 1)
    table(LOG).insert1(row)
    return row["table_id"]


def packed():
    """The corpus' values, but for MATLAB's texts and cells, and what Python itself cannot read back."""
    for source in (make_corpus.scalars, make_corpus.collections_, make_corpus.arrays, make_corpus.records):
        for name, value in source():
            if name.startswith(("cell", "struct in cell", "char")):
                continue
            try:
                dj.blob.unpack(dj.blob.pack(value))
            except Exception:
                continue
            yield value


def insert_blobs(name):
    table(name).insert({"id": at, "data": value} for at, value in enumerate(packed()))
    return [canonical(describe(value)) for value in table(name).fetch("data", order_by="id")]


def fetch_blobs(name):
    return [canonical(describe(value)) for value in table(name).fetch("data", order_by="id")]


def insert_outside(folder):
    """A table whose values are kept outside of it, filled as Python fills it; what it holds, as Python fetches it."""
    store = {"protocol": "file", "location": folder + "/store", "stage": folder + "/store", "subfolding": (2, 3)}
    dj.config["stores"] = {"ext": store}
    os.makedirs(folder + "/store/sub", exist_ok=True)
    schema = dj.schema("interop_outside", create_schema=True)

    @schema
    class Outside(dj.Manual):
        definition = """
        id : int
        ---
        big = null : blob@ext
        here = null : attach
        there = null : attach@ext
        path = null : filepath@ext
        """

    for at, text in enumerate(["plain", "", "\0\xff binary", "x" * 100000]):
        place = "%s/%d/" % (folder, at)
        os.makedirs(place, exist_ok=True)
        files = [place + "notes %d é.txt" % at, place + "there's.tar.gz", folder + "/store/sub/f%d.nwb" % at]
        for name in files:
            with open(name, "w", encoding="utf8") as file:
                file.write(text)
        big = {"at": at, "array": np.arange(at * 1000.0).reshape(-1, 10)}
        Outside.insert1(dict(id=at, big=big, here=files[0], there=files[1], path=files[2]))
    Outside.insert1({"id": 9})
    rows = Outside.fetch(as_dict=True, order_by="id", download_path=folder)
    return [canonical(describe(row["big"])) for row in rows]


def set_time_zone(zone):
    dj.conn().query("set time_zone = '%s'" % zone)


COMMANDS = {f.__name__: f for f in (keys, exported, log_entry, insert_blobs, insert_outside, fetch_blobs, set_time_zone, queries)}
COMMANDS.update(TABLE_COMMANDS)


def answer(line):
    command, argument = json.loads(line)
    try:
        return {"answer": COMMANDS[command](argument)}
    except Exception as error:
        return {"error": "%s: %s" % (type(error).__name__, error)}


def main():
    on_socket.connect(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)


main()
