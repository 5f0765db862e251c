"""Says as JSON, for each NWB file that is named, what pynwb finds in it: every object by its object_id, with its data."""

import hashlib
import json
import sys

import h5py
import hdf5plugin  # noqa: F401  (lets HDF5 read what was compressed by its filters)
import numpy as np
import pandas as pd
from hdmf.common import Data, DynamicTable, DynamicTableRegion
from hdmf.container import AbstractContainer
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.base import TimeSeriesReference

MOST = 4000


def path_of(io, container):
    builder = io.manager.get_builder(container)
    names = []
    while builder is not None and builder.parent is not None:
        names.append(builder.name)
        builder = builder.parent
    # Behind an external link the builder knows of no parent: then only the object_id can be compared.
    return "/" + "/".join(reversed(names)) if builder.name == "root" else None


def number(value):
    if isinstance(value, (np.floating, float)):
        if np.isnan(value):
            return "NaN"
        if np.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return float(value)
    value = int(value)
    return value if abs(value) < 2**53 else f"{value}n"


def plain(io, value):
    if isinstance(value, AbstractContainer):
        return {"object": path_of(io, value)}
    if isinstance(value, tuple) and hasattr(value, "_fields") and value.timeseries is None:
        return dict(value._asdict())
    if isinstance(value, TimeSeriesReference):
        return {
            "idx_start": int(value.idx_start), "count": int(value.count),
            "timeseries": {"object": path_of(io, value.timeseries)},
        }
    if isinstance(value, (h5py.Dataset,)) or hasattr(value, "dataset"):
        return plain(io, value[()] if isinstance(value, h5py.Dataset) else value[:])
    if isinstance(value, pd.DataFrame):
        cells = columns_of(io, value)
        return [{name: values[at] for name, values in cells.items()} for at in range(len(value))]
    if isinstance(value, np.ndarray) and value.dtype.names:
        return [plain(io, one) for one in value] if value.shape else {
            name: plain(io, value[name][()]) for name in value.dtype.names
        }
    if isinstance(value, np.void) and value.dtype.names:
        return {name: plain(io, value[name]) for name in value.dtype.names}
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "iuf" and value.size > MOST:
            flat = np.ascontiguousarray(value, dtype="<f8")
            return {"sha256": hashlib.sha256(flat.tobytes()).hexdigest(), "shape": list(value.shape)}
        return [plain(io, one) for one in value] if value.shape else plain(io, value[()])
    if isinstance(value, (list, tuple)):
        return [plain(io, one) for one in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.integer, np.floating)):
        return number(value)
    if isinstance(value, bytes):
        return value.decode()
    if value is None:
        return None
    return str(value)


def columns_of(io, frame):
    """The index and the columns; of categories, whose columns have two names, under both."""
    index, own = frame.index, None
    if isinstance(index.name, tuple):
        own, _ = index.name
    found = {"id": plain(io, index.to_numpy())}
    for name in frame.columns:
        values = [plain(io, value) for value in frame[name]]
        if isinstance(name, tuple):
            name = name[1] if name[0] == own else ".".join(name)
        # pynwb gives the one row that a cell names as a frame of one row.
        found[name] = [one for (one,) in values] if name in SINGLE else values
    return found


SINGLE = set()


def note_single(table):
    names = {column.name for column in table.columns}
    for column in table.columns:
        if isinstance(column, DynamicTableRegion) and f"{column.name}_index" not in names:
            SINGLE.add(column.name)


def facts_of(io, container):
    kind = io.manager.get_builder(container).attributes["neurodata_type"]
    facts = {"type": kind, "path": path_of(io, container)}
    if isinstance(container, TimeSeries):
        regular = container.rate is not None
        facts["series"] = {
            "unit": container.unit,
            "conversion": container.conversion,
            "offset": container.offset,
            "rate": number(container.rate) if regular else None,
            "start": number(container.starting_time) if regular else None,
            "data": plain(io, np.asarray(container.data)),
            "times": None if regular else plain(io, np.asarray(container.timestamps)),
        }
        if "channel_conversion" in container.fields:
            facts["series"]["inUnit"] = plain(io, container.get_data_in_units())
    elif isinstance(container, DynamicTable):
        frame = container.to_dataframe()
        facts["table"] = {
            "rows": len(frame),
            **columns_of(io, frame),
        }
    elif isinstance(container, Data):
        facts["values"] = plain(io, container.data)
    return facts


found = {}
for path in sys.argv[1:]:
    with NWBHDF5IO(path, "r", load_namespaces=True) as io:
        nwb = io.read()
        for container in nwb.objects.values():
            if isinstance(container, DynamicTable):
                note_single(container)
        found[path] = {
            identifier: facts_of(io, container)
            for identifier, container in nwb.objects.items()
        }
json.dump(found, sys.stdout, ensure_ascii=False)
