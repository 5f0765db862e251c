"""Makes results of several kinds with real Spyglass, and prints the frames that its tables give of them, as JSON.
Arguments: a socket and the lab's folder."""

import json
import os
import sys
from unittest.mock import MagicMock

SOCKET, BASE = sys.argv[1:3]
os.environ["DJ_LOG_LEVEL"] = "ERROR"
os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] = "TRUE"
os.environ["SPYGLASS_BASE_DIR"] = BASE

# Uploads pictures; it is no part of what is installed, and nothing here uses it.
sys.modules["kachery_cloud"] = MagicMock()

import datajoint as dj
import numpy as np

NWB = "minirec20230622_.nwb"


class SocketConnection(dj.Connection):
    """DataJoint has no option for a socket, but hands its connection's facts to the driver, which has one."""

    def connect(self):
        self.conn_info["unix_socket"] = SOCKET
        super().connect()


def main():
    dj.config["database.host"] = "localhost"
    dj.config["database.user"] = "root"
    dj.config["database.password"] = ""
    dj.conn.connection = SocketConnection("localhost", "root", "", use_tls=False)
    import spyglass.common as sgc
    from spyglass.lfp.v1.lfp import LFPV1
    from spyglass.mua.v1.mua import MuaEventsV1

    # It asks conda, which there may be none of.
    sgc.AnalysisNwbfile._logged_env_info = lambda self: "spyglass"
    # What these results rest on in a lab is no part of their frames.
    dj.conn().query("SET FOREIGN_KEY_CHECKS = 0")
    make_lfp(sgc.AnalysisNwbfile(), LFPV1())
    make_mua(sgc.AnalysisNwbfile(), MuaEventsV1())
    light = (sgc.RawPosition.PosObject & {"id": 0}).fetch1()
    sgc.RawPosition.PosObject.insert1({**light, "id": light["id"] + 1}, skip_duplicates=True)
    frames = {
        "lfp": LFPV1().fetch1_dataframe(),
        "mua": MuaEventsV1().fetch1_dataframe(),
        "light": (sgc.RawPosition.PosObject & {"id": 0}).fetch1_dataframe(),
        "lights": (sgc.RawPosition & {"nwb_file_name": NWB}).fetch1_dataframe(),
    }
    print("RESULT" + json.dumps({name: plain(frame) for name, frame in frames.items()}))


def make_lfp(files, table):
    import pynwb

    name = files.create(NWB)
    path = files.get_abs_path(name)
    with pynwb.NWBHDF5IO(path=path, mode="a", load_namespaces=True) as io:
        nwb = io.read()
        electrodes = nwb.create_electrode_table_region([0, 5, 9], "three")
        series = pynwb.ecephys.ElectricalSeries(
            name="filtered data",
            data=np.arange(36, dtype="int16").reshape(12, 3),
            electrodes=electrodes,
            timestamps=np.arange(12) / 1000 + 5,
            conversion=1e-6,
        )
        lfp = pynwb.ecephys.LFP(electrical_series=series)
        nwb.create_processing_module(name="ecephys", description="").add(lfp)
        object_id = series.object_id
        io.write(nwb)
    files.add(NWB, name)
    put(table, name, lfp_object_id=object_id)


def make_mua(files, table):
    import pandas

    name = files.create(NWB)
    times = pandas.DataFrame({"start_time": [0.5, 1.25], "end_time": [0.75, 1.5], "peak": [3.0, np.nan]})
    object_id = files.add_nwb_object(name, times, "mua_times")
    files.add(NWB, name)
    put(table, name, mua_times_object_id=object_id)


def put(table, name, **object_ids):
    """A row with what its frame needs, and anything else in its other columns."""
    row = {**object_ids, "analysis_file_name": name}
    for attribute, facts in table.heading.attributes.items():
        if attribute == "nwb_file_name":
            row[attribute] = NWB
        elif facts.uuid:
            row.setdefault(attribute, "6f1d3c52-8a4e-4b6f-9c0d-2b7e51a4d801")
        else:
            row.setdefault(attribute, 1 if facts.numeric else "x")
    table.insert1(row, allow_direct_insert=True)


def plain(frame):
    index = frame.index.name
    columns = {str(name): values(frame[name]) for name in frame.columns}
    return {"index": index, "at": values(frame.index), "names": list(columns), "columns": columns}


def values(column):
    return [None if value != value else float(value) for value in column]


main()
