"""What real Spyglass says that a paper's log holds: `ExportSelection.preview_tables`, each table's keys, as JSON."""

import json
import os
import sys

SOCKET, PAPER = sys.argv[1:3]
os.environ["DJ_LOG_LEVEL"] = "ERROR"
os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"

import datajoint as dj


class SocketConnection(dj.Connection):
    """DataJoint has no option for a socket, but hands its connection's facts to the driver, which has one."""

    def connect(self):
        self.conn_info["unix_socket"] = SOCKET
        super().connect()


def main():
    dj.config["database.host"] = "localhost"
    dj.config["database.user"] = "root"
    dj.config["database.password"] = ""
    dj.conn.connection = SocketConnection("localhost", "root", "", use_tls=False)
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
