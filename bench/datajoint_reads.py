"""Times DataJoint's own fetch() of a whole table: prints the median in milliseconds."""

import os
import statistics
import sys
import time

os.environ["DJ_LOG_LEVEL"] = "ERROR"

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
    connection = SocketConnection("localhost", "root", "", use_tls=False)
    electrode = dj.FreeTable(connection, "`lab`.`_electrode`")
    rows, rounds = int(sys.argv[2]), int(sys.argv[3])
    times = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        fetched = electrode.fetch()
        times.append(time.perf_counter() - begin)
        assert len(fetched) == rows, f"{len(fetched)} rows, not {rows}"
    print("MEDIAN", 1000 * statistics.median(times[1:]))


main()
