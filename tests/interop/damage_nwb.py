"""Puts into files what archives refuse and lab files have. Arguments: a file, the id that its root gets, and more of
both."""

import sys

import h5py

TEXT = h5py.string_dtype()


def put(file, at, value):
    if at in file:
        del file[at]
    if value is not None:
        file.create_dataset(at, data=value, dtype=TEXT)


def damage(path, object_id):
    with h5py.File(path, "r+") as file:
        file.attrs.modify("object_id", object_id)
        subject = "/general/subject"
        put(file, f"{subject}/sex", "Female")
        put(file, f"{subject}/species", "Rat")
        put(file, f"{subject}/weight", "unknown" if "original" in path else "312")
        put(file, f"{subject}/age", None)
        put(file, "/general/experimenter", ["Ada B. Lovelace", "Curie, Marie"])
        put(file, "/session_start_time", "2023-06-22 14:00:00")
        put(file, "/timestamps_reference_time", None)
        if "units" in file:
            del file["/units/id"]
        at = "/scratch/BehavioralTimeSeries/velocity/data"
        if at in file:
            wide, attributes = file[at][()], dict(file[at].attrs)
            del file[at]
            made = file.create_dataset(at, data=wide, dtype="f2", chunks=(8, 3), compression="gzip")
            made.attrs.update(attributes)
            # Whatever refers to it refers to it still.
            file[at].parent.attrs["about"] = made.ref


for at in range(1, len(sys.argv), 2):
    damage(sys.argv[at], sys.argv[at + 1])
