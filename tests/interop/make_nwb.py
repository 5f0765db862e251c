"""Writes NWB files with pynwb that hold what such files may hold, into the folder that is named."""

import sys
from pathlib import Path
from uuid import UUID

import h5py
import hdf5plugin
import numpy as np
from hdmf.backends.hdf5.h5_utils import H5DataIO
from hdmf.common import DynamicTable, EnumData, VectorData
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.base import Images
from pynwb.behavior import BehavioralTimeSeries, CompassDirection, Position, SpatialSeries
from pynwb.ecephys import ElectricalSeries
from pynwb.epoch import TimeIntervals
from pynwb.image import GrayscaleImage
from pynwb.misc import DecompositionSeries, IntervalSeries
from pynwb.ophys import ImageSegmentation, OpticalChannel

from new_nwb_file import new_file
from nwb_links import write_link_to_link, write_linking
from nwb_tables import write_tables

RANDOM = np.random.default_rng(5)

COMPRESSED = {
    "plain": {},
    "gzip": {"compression": "gzip", "shuffle": True, "fletcher32": True},
    "lzf": {"compression": "lzf"},
    "blosc": dict(hdf5plugin.Blosc(cname="zstd")),
    "blosc2": dict(hdf5plugin.Blosc2()),
    "zstd": dict(hdf5plugin.Zstd()),
    "lz4": dict(hdf5plugin.LZ4()),
    "bitshuffle": dict(hdf5plugin.Bitshuffle()),
    "bzip2": dict(hdf5plugin.BZip2()),
}

TYPES = {
    "big_endian": np.arange(-5, 5).astype(">i4"),
    "big_endian_double": np.linspace(-1, 1, 7).astype(">f8"),
    "half": np.array([0, -0.0, 1.5, -65504, 6e-8, np.inf, np.nan], dtype="float16"),
    "byte": np.arange(-128, 127, 50, dtype="int8"),
    "unsigned": np.array([0, 65535], dtype="uint16"),
    "long": np.array([1, -(2**62), 2**53 + 1], dtype="int64"),
    "unsigned_long": np.array([2**64 - 1, 0], dtype="uint64"),
    "single": np.array([0.1, np.nan, -np.inf], dtype="float32"),
    "truth": np.array([True, False, True]),
    "empty": np.zeros(0, dtype="float64"),
    "matrix": np.arange(24).reshape(2, 3, 4),
}


def add_electrodes(nwb):
    device = nwb.create_device("probe", description="tétrode")
    nwb.add_electrode_column("label", "text of any length")
    nwb.add_electrode_column("bad", "truth")
    for shank in range(2):
        group = nwb.create_electrode_group(
            f"shank{shank}", description=f"shank {shank}", location="CA1", device=device,
            position=(1.0, 2.0, float(shank)),
        )
        for at in range(3):
            nwb.add_electrode(
                x=float(at), y=-1.5, z=np.nan, location="CA1", group=group,
                label="" if at == 1 else f"é{shank}.{at}", bad=at == 2,
            )


def add_units(nwb):
    nwb.add_unit_column("quality", "text")
    nwb.add_unit_column("deep", "twice ragged", index=2)
    nwb.add_unit_column("pairs", "two numbers a unit")
    for at in range(5):
        nwb.add_unit(
            spike_times=np.sort(RANDOM.random((4 - at) * 7)),
            obs_intervals=[[0, 1], [2, 3.5]][: 1 + at % 2],
            electrodes=list(range(at % 3 + 1)),
            electrode_group=nwb.electrode_groups["shank0"],
            waveform_mean=RANDOM.random((4, 2)),
            quality=["good", "", "mua", "nöise", "good"][at],
            deep=[[float(at)] * (inner + 1) for inner in range(at)],
            pairs=[at, -at],
        )


def add_series(nwb):
    region = nwb.create_electrode_table_region([5, 0, 2], "three of them")
    signal = RANDOM.integers(-3000, 3000, (2000, 3), dtype="int16")
    for name, options in COMPRESSED.items():
        nwb.add_acquisition(
            ElectricalSeries(
                f"e-{name}", H5DataIO(signal, chunks=(256, 2), allow_plugin_filters=True, **options) if options else signal,
                region, rate=1000.0, starting_time=2.5, conversion=1.95e-7, offset=0.5,
                channel_conversion=np.array([1.0, 0.37, -2.5]), resolution=1e-9, comments="ça",
            )
        )
    for name, data in TYPES.items():
        nwb.add_acquisition(
            TimeSeries(name, data=data, unit="V", timestamps=np.arange(len(data)) / 3, description=name)
        )
    first = nwb.acquisition["byte"]
    nwb.add_acquisition(TimeSeries("linked", data=first, unit="V", timestamps=first))
    nwb.add_acquisition(IntervalSeries("on_off", data=[1, -1, 1], timestamps=[0.0, 1.0, 2.0]))
    nwb.add_acquisition(
        TimeSeries("texts", data=["a", "", "ü🐀"], unit="n/a", timestamps=[0.0, 1.0, 2.0])
    )
    nwb.add_acquisition(
        TimeSeries("fixed_texts", data=np.array([b"a", b"", b"abc"]), unit="n/a", timestamps=[0.0, 1, 2])
    )
    nwb.add_acquisition(
        Images("pictures", images=[GrayscaleImage("one", np.arange(12.0).reshape(3, 4))])
    )


def add_behavior(nwb):
    module = nwb.create_processing_module("behavior", "what it did")
    times = np.arange(50) / 30
    module.add(
        Position([SpatialSeries("light", RANDOM.random((50, 2)), "frame", timestamps=times, unit="m")], "position")
    )
    module.add(
        CompassDirection(SpatialSeries("head", RANDOM.random(50), "frame", timestamps=times, unit="rad"))
    )
    module.add(BehavioralTimeSeries(TimeSeries("speed", RANDOM.random(50), unit="m/s", timestamps=times)))
    bands = DecompositionSeries("bands", RANDOM.random((50, 2, 3)), "power", rate=30.0)
    for name, limits in (("theta", (4.0, 8.0)), ("gamma", (30.0, 80.0)), ("x", (0.0, 1.0))):
        bands.add_band(band_name=name, band_limits=limits, band_mean=1.0, band_stdev=0.5)
    module.add(bands)
    table = DynamicTable("choices", "of a few values")
    table.add_column("side", "left or right", enum=["left", "right"], col_cls=EnumData)
    for side in ("left", "right"):  # pynwb cannot read them in any other order
        table.add_row(side=side)
    module.add(table)
    module.add(DynamicTable("nothing", "without rows", columns=[VectorData("x", "x", data=np.zeros(0))]))


def add_intervals(nwb):
    nwb.add_trial_column("outcome", "text")
    series = nwb.acquisition["byte"]
    for at in range(4):
        nwb.add_trial(
            start_time=float(at), stop_time=at + 0.5, outcome="ok" if at else "",
            timeseries=[series] * (at % 3 + 1), tags=["a"] * (at + 1),
        )
    extra = TimeIntervals("epochs_more", "some more")
    extra.add_row(start_time=0.0, stop_time=1.0)
    nwb.add_time_intervals(extra)


def add_cells(nwb):
    plane = nwb.create_imaging_plane(
        name="plane", optical_channel=OpticalChannel("c", "c", 500.0), description="d",
        device=nwb.create_device("scope"), excitation_lambda=600.0, indicator="GCaMP", location="V1",
    )
    cells = ImageSegmentation(name="cells")
    masks = cells.create_plane_segmentation("masks", plane, name="by_pixel")
    masks.add_roi(pixel_mask=[(0, 1, 0.5), (2, 3, 1.0)])
    masks.add_roi(pixel_mask=[(4, 5, 0.25)])
    images = cells.create_plane_segmentation("images", plane, name="by_image")
    images.add_roi(image_mask=RANDOM.random((4, 3)))
    nwb.create_processing_module("ophys", "cells").add(cells)


def write_everything(path):
    nwb = new_file("everything")
    for add in (add_electrodes, add_units, add_series, add_behavior, add_intervals, add_cells):
        add(nwb)
    nwb.add_scratch(np.arange(6).reshape(2, 3), name="notes", description="numbers")
    nwb.add_scratch("ein Satz 🐀", name="said", description="text")
    with NWBHDF5IO(path, "w") as io:
        io.write(nwb)
    with h5py.File(path, "r+") as file:
        for name, order in (("big_endian", ">i4"), ("big_endian_double", ">f8"), ("half", ">f2"), ("long", ">i8")):
            store_as(file, f"acquisition/{name}/data", order)


def store_as(file, at, order):
    """pynwb writes numbers in the machine's order; other programs do not."""
    values, attributes = file[at][()], dict(file[at].attrs)
    del file[at]
    made = file.create_dataset(at, data=values.astype(order))
    made.attrs.update(attributes)
    made.attrs["resolution"] = np.array(0.25, dtype=">f8")


folder = Path(sys.argv[1])
write_everything(folder / "everything.nwb")
write_linking(folder / "linking.nwb", folder / "everything.nwb")
write_tables(folder / "tables.nwb")
write_link_to_link(folder)
