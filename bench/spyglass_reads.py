"""Times small logged reads by Spyglass: prints the median in milliseconds."""

import statistics
import sys
import time

import on_socket


def main():
    on_socket.connect(sys.argv[1])
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
