"""Writes with pynwb a file of 100 MB as labs have them. Arguments: its path, and how its data lie: contiguous or chunked."""

import sys
from datetime import datetime, timezone

import numpy as np
from hdmf.backends.hdf5.h5_utils import H5DataIO
from pynwb import NWBHDF5IO, NWBFile
from pynwb.behavior import Position, SpatialSeries
from pynwb.ecephys import ElectricalSeries
from pynwb.file import Subject

PATH, LAYOUT = sys.argv[1:3]
CHANNELS, ROWS = 32, 1_638_400
RANDOM = np.random.default_rng(7)


def laid(data, chunks):
    return data if LAYOUT == "contiguous" else H5DataIO(data, chunks=chunks, compression="gzip", shuffle=True)


nwb = NWBFile(
    session_description="large", identifier="large", session_start_time=datetime(2023, 6, 22, tzinfo=timezone.utc)
)
nwb.subject = Subject(subject_id="r1", species="Rattus norvegicus", sex="M", age="P90D")
device = nwb.create_device("probe")
for shank in range(8):
    group = nwb.create_electrode_group(f"shank{shank}", description="a shank", location="CA1", device=device)
    for _ in range(4):
        nwb.add_electrode(x=1.0, y=2.0, z=3.0, location="CA1", group=group)
values = (np.arange(ROWS * CHANNELS) % 32_003).astype("int16").reshape(ROWS, CHANNELS)
nwb.add_acquisition(
    ElectricalSeries(
        "e-series",
        laid(values, (2048, CHANNELS)),
        nwb.create_electrode_table_region(list(range(CHANNELS)), "all"),
        timestamps=laid(np.arange(ROWS) / 20_000, (8192,)),
        description="far away",
        conversion=1.95e-7,
    )
)
lights = [SpatialSeries(f"light{at}", RANDOM.random((5000, 2)), "frame", rate=30.0) for at in range(4)]
nwb.create_processing_module("behavior", "what it did").add(Position(lights, "position"))
for _ in range(200):
    nwb.add_unit(spike_times=np.sort(RANDOM.random(500)))
with NWBHDF5IO(PATH, "w") as io:
    io.write(nwb)
