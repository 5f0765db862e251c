"""Objects of HDF5 files written anew: the library can remove a dataset and make another one, and cannot make a stored
text longer or a number wider."""

import uuid
from pathlib import Path

import h5py
import numpy as np


def text_at(file, at):
    """The text at a path, `None` where there is none."""
    if not isinstance(file.get(at), h5py.Dataset):
        return None
    value = file[at][()]
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def external_files(file):
    """The image series that keep their data in other files, and those files' names."""
    found = []

    def visit(name, item):
        if name.endswith("/external_file") and isinstance(item, h5py.Dataset) and item.size:
            found.append((f"/{name.removesuffix('/external_file')}", list(np.ravel(item.asstr()[()]))))

    file.visititems(visit)
    return found


def is_beside(folder, name):
    """Whether a name leads to a file in a folder, or below it, wherever both are put."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts and (folder / name).is_file()


def shown(data):
    return f"{data.dtype} {' × '.join(map(str, data.shape))}".strip()


def put_text(file, at, value):
    """Writes a text, or texts, under a path; what is told of it stays."""
    attributes = attributes_of(file[at]) if at in file else []
    if at in file:
        del file[at]
    made = file.create_dataset(at, data=value, dtype=h5py.string_dtype())
    put_attributes(made, attributes)


def as_float32(file, at):
    """Makes numbers wider that pynwb's format has no type for, and leads to them again what led to them."""
    old = file[at]
    pointing = references_to(file, old)
    attributes = attributes_of(old)
    layout = {name: getattr(old, name) for name in ("chunks", "compression", "compression_opts", "shuffle", "fletcher32")}
    if old.chunks is not None:
        layout["maxshape"] = old.maxshape
    aside = f"{at}.{uuid.uuid4()}"
    made = file.create_dataset(aside, shape=old.shape, dtype="float32", **layout)
    for part in old.iter_chunks() if old.chunks is not None else windows(old.shape):
        made[part] = old[part]
    put_attributes(made, attributes)
    del file[at]
    file.move(aside, at)
    for owner, name in pointing:
        file[owner].attrs.modify(name, file[at].ref)


def windows(shape):
    """Parts of an array, small enough for memory."""
    if shape == ():
        yield ()
        return
    rows = max(1, 2**22 // max(1, int(np.prod(shape[1:], dtype=np.int64))))
    for begin in range(0, shape[0], rows):
        yield np.s_[begin : begin + rows]


def number_rows(file, at):
    """Gives a table's rows ids."""
    table = file[at]
    names = [name.decode() if isinstance(name, bytes) else name for name in table.attrs["colnames"]]
    rows = 0
    for name in names:
        # A ragged column has as many rows as its outermost index.
        while f"{name}_index" in table:
            name = f"{name}_index"
        if name in table:
            rows = table[name].shape[0]
            break
    ids = table.create_dataset("id", data=np.arange(rows, dtype=np.int64))
    ids.attrs["neurodata_type"] = "ElementIdentifiers"
    ids.attrs["namespace"] = "hdmf-common"
    ids.attrs["object_id"] = str(uuid.uuid4())


def attributes_of(item):
    """Attributes as they are stored: read and written back they would become others."""
    return [(name, item.attrs.get_id(name).dtype, item.attrs.get_id(name).shape, item.attrs[name]) for name in item.attrs]


def put_attributes(item, attributes):
    for name, dtype, shape, value in attributes:
        item.attrs.create(name, value, shape=shape, dtype=dtype)


def references_to(file, target):
    """Owner and name of every attribute that refers to an object."""
    found = []

    def visit(name, item):
        for attribute, value in item.attrs.items():
            if isinstance(value, h5py.Reference) and value and file[value] == target:
                found.append((item.name, attribute))

    file.visititems(visit)
    return found
