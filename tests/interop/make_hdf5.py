"""Writes a file with h5py that holds what HDF5 may hold, into the path that is named; says as JSON what h5py reads of it."""

import json
import sys

import h5py
import hdf5plugin
import numpy as np

NUMBERS = np.arange(20_000, dtype="i4")
PADDINGS = {
    "terminated": h5py.h5t.STR_NULLTERM,
    "nulls": h5py.h5t.STR_NULLPAD,
    "spaces": h5py.h5t.STR_SPACEPAD,
}


def write_padded(file):
    space = h5py.h5s.create_simple((4,))
    for name, padding in PADDINGS.items():
        kind = h5py.h5t.C_S1.copy()
        kind.set_size(6)
        kind.set_strpad(padding)
        made = h5py.h5d.create(file.id, f"padded_{name}".encode(), kind, space)
        texts = np.array([b"ab    ", b" a\0b", b"", b"abcde"], dtype="S6")
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, texts, mtype=kind)


def write_compressed(file):
    for compressor in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
        for shuffle in range(3):
            file.create_dataset(
                f"blosc_{compressor}_{shuffle}", data=NUMBERS, chunks=(1000,),
                **hdf5plugin.Blosc(cname=compressor, shuffle=shuffle),
            )
        file.create_dataset(
            f"blosc2_{compressor}", data=NUMBERS, chunks=(1000,), **hdf5plugin.Blosc2(cname=compressor)
        )
    file.create_dataset("bzip2", data=NUMBERS, chunks=(1000,), **hdf5plugin.BZip2())
    layout = h5py.VirtualLayout(shape=NUMBERS.shape, dtype="i4")
    layout[:] = h5py.VirtualSource(".", "bzip2", shape=NUMBERS.shape)
    file.create_virtual_dataset("virtual", layout)


def write_attributes(file):
    file.attrs["matrix"] = np.arange(6, dtype="i2").reshape(2, 3)
    file.attrs["cube"] = np.arange(12.0).reshape(2, 1, 6)
    file.attrs["texts"] = np.array([["a", "b"], ["c", "ü"]], dtype=h5py.string_dtype())
    file.attrs["list"] = [1, 2]


def write_refused(file):
    """What h5py reads, and the package cannot: it says why."""
    floats = NUMBERS.astype("f4").reshape(100, 200)
    file.create_dataset("refused/sz3", data=floats, chunks=(100, 200), **hdf5plugin.SZ3(absolute=0.1))
    file.create_dataset("refused/sperr", data=floats, chunks=(100, 200), **hdf5plugin.Sperr(rate=32))
    file.create_dataset("refused/snappy", data=NUMBERS, chunks=(1000,), **hdf5plugin.Blosc(cname="snappy"))
    file.create_dataset("refused/external", (10,), dtype="i4", external=[(f"{file.filename}.raw", 0, 40)])


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    return [plain(one) for one in value] if isinstance(value, list) else value


with h5py.File(sys.argv[1], "w") as file:
    for write in (write_padded, write_compressed, write_attributes, write_refused):
        write(file)
with h5py.File(sys.argv[1], "r") as file:
    values = {name: plain(one[()]) for name, one in file.items() if isinstance(one, h5py.Dataset)}
    json.dump({"values": values, "attributes": {name: plain(one) for name, one in file.attrs.items()}}, sys.stdout)
