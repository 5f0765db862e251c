"""Times DataJoint's own fetch() of a whole table: prints the median in milliseconds."""

import statistics
import sys
import time

import on_socket

import datajoint as dj


def main():
    connection = on_socket.connect(sys.argv[1])
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
