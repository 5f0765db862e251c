"""NWB files of pynwb's that link to others."""

from contextlib import contextmanager

from pynwb import NWBHDF5IO, TimeSeries, get_manager
from pynwb.behavior import Position, SpatialSeries

from new_nwb_file import new_file


def write_linking(path, original):
    with linked_to(original, path) as (there, nwb):
        nwb.add_acquisition(there.acquisition["e-gzip"])
        nwb.add_acquisition(TimeSeries("own", data=[1.0], unit="V", timestamps=there.acquisition["byte"].timestamps[:1]))


def write_link_to_link(folder):
    """A file whose container holds a series of another file, and one that has this container."""
    last = new_file("last")
    last.add_acquisition(SpatialSeries("light", [[1.0, 2.0]], "frame", timestamps=[0.0]))
    with NWBHDF5IO(folder / "last.nwb", "w") as io:
        io.write(last)
    with linked_to(folder / "last.nwb", folder / "between.nwb") as (there, nwb):
        nwb.add_acquisition(Position(there.acquisition["light"], "position"))
    with linked_to(folder / "between.nwb", folder / "first.nwb") as (there, nwb):
        nwb.add_acquisition(there.acquisition["position"])


@contextmanager
def linked_to(original, path):
    manager = get_manager()
    with NWBHDF5IO(original, "r", manager=manager) as source:
        nwb = new_file(path.stem)
        yield source.read(), nwb
        with NWBHDF5IO(path, "w", manager=manager) as io:
            io.write(nwb, link_data=True)
