"""An NWB file of pynwb's with tables that hold, or refer to, other tables."""

from hdmf.common import DynamicTable
from pynwb import NWBHDF5IO
from pynwb.icephys import VoltageClampSeries, VoltageClampStimulusSeries

from new_nwb_file import new_file


def add_recordings(nwb):
    """Tables of cells, whose columns stand in categories, and tables of those."""
    cell = nwb.create_icephys_electrode(name="cell", description="one", device=nwb.create_device("amplifier"))
    shared = dict(data=[1.0, 2.0, 3.0], starting_time=0.0, rate=10.0, electrode=cell, gain=0.1)
    for at in range(3):
        nwb.add_intracellular_recording(
            electrode=cell, id=at + 10,
            stimulus=None if at == 1 else VoltageClampStimulusSeries(name=f"stimulus{at}", **shared),
            response=VoltageClampSeries(name=f"response{at}", **shared),
        )
    nwb.add_icephys_simultaneous_recording(recordings=[0, 1])
    nwb.add_icephys_simultaneous_recording(recordings=[2])
    nwb.add_icephys_sequential_recording(simultaneous_recordings=[0, 1], stimulus_type="square")
    nwb.add_icephys_repetition(sequential_recordings=[0])
    nwb.add_icephys_experimental_condition(repetitions=[0])


def add_regions(nwb):
    """Tables whose rows name rows of tables whose rows name rows."""
    module = nwb.create_processing_module("regions", "tables")
    bottom = DynamicTable("bottom", "values")
    bottom.add_column("value", "number")
    bottom.add_column("values", "numbers", index=True)
    for at in range(4):
        bottom.add_row(value=at / 2, values=[at] * at)
    middle = DynamicTable("middle", "names rows")
    middle.add_column("one", "a row", table=bottom)
    middle.add_column("some", "rows", table=bottom, index=True)
    for at in range(3):
        middle.add_row(one=3 - at, some=list(range(at)))
    top = DynamicTable("top", "names rows that name rows")
    top.add_column("one", "a row", table=middle)
    top.add_column("some", "rows", table=middle, index=True)
    for at in range(3):
        top.add_row(one=2 - at, some=[0] * at)
    for table in (bottom, middle, top):
        module.add(table)


def write_tables(path):
    nwb = new_file("tables")
    add_recordings(nwb)
    add_regions(nwb)
    with NWBHDF5IO(path, "w") as io:
        io.write(nwb)
