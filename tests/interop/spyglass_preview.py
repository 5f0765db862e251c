"""What real Spyglass says that a paper's log holds: `ExportSelection.preview_tables`, each table's keys, as JSON."""

import json
import sys

SOCKET, PAPER = sys.argv[1:3]

import on_socket

import datajoint as dj


def main():
    on_socket.connect(SOCKET)
    from spyglass.common.common_usage import ExportSelection

    # Spyglass wants the tables of a log to be imported.
    schemas = dj.conn().query(
        "select distinct substring_index(replace(table_name, '`', ''), '.', 1)"
        " from common_usage.export_selection__table"
    )
    for (name,) in list(schemas):
        dj.VirtualModule(name, name)
    tables = ExportSelection().preview_tables(paper_id=PAPER)
    print("RESULT" + json.dumps({table.full_table_name: keys(table) for table in tables}))


def keys(table):
    return sorted([str(key[name]) for name in table.primary_key] for key in table.fetch("KEY"))


main()
