"""Says what the engine would mend in texts of files. Argument: the folder of the engine. Standard input: a list of path,
text and options as JSON; standard output: for each of them the texts that it has afterwards, or what is left to a person."""

import json
import sys

sys.path.insert(0, sys.argv[1])

import h5py
import numpy as np
from mending import Change, faults_of


def outcome(at, text, options):
    with h5py.File("memory", "w", driver="core", backing_store=False) as file:
        if text is None:
            file.create_group(at.rpartition("/")[0])
        else:
            file.create_dataset(at, data=text)
        for fault in list(faults_of(file, options)):
            if fault.at != at:
                continue
            if not isinstance(fault, Change):
                return {"left": fault.message}
            fault.make()
            after = "; ".join(np.ravel(file[at].asstr()[()])) if at in file else None
            # What is mended has no fault any more.
            again = [one for one in faults_of(file, options) if one.at == at]
            return {"after": after, "assumed": fault.assumed, "again": len(again)}
        return {}


print(json.dumps([outcome(*case) for case in json.load(sys.stdin)]))
