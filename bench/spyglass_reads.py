"""Times small logged reads by Spyglass: prints the median in milliseconds."""

import os
import statistics
import sys
import time

os.environ["DJ_LOG_LEVEL"] = "ERROR"
os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"

import datajoint as dj


class SocketConnection(dj.Connection):
    """DataJoint has no option for a socket, but hands its connection's facts to the driver, which has one."""

    def connect(self):
        self.conn_info["unix_socket"] = sys.argv[1]
        super().connect()


def main():
    dj.config["database.host"] = "localhost"
    dj.config["database.user"] = "root"
    dj.config["database.password"] = ""
    dj.conn.connection = SocketConnection("localhost", "root", "", use_tls=False)
    from spyglass.common.common_ephys import Electrode
    from spyglass.common.common_usage import ExportSelection

    selection = ExportSelection()
    selection.start_export(paper_id="bench", analysis_id="spyglass")
    times = []
    for n in range(120):
        restriction = f"electrode_id > 100 AND electrode_id < {1000 + n}"
        begin = time.perf_counter()
        (Electrode() & restriction).fetch()
        times.append(time.perf_counter() - begin)
    logged = len(ExportSelection.Table() & f"export_id = {selection.export_id}")
    assert logged >= 100, f"only {logged} reads were logged"
    selection.stop_export()
    print("MEDIAN", 1000 * statistics.median(times[20:]))


main()
