"""Makes results of several kinds with real Spyglass, and prints the frames that its tables give of them, as JSON.
Arguments: a socket and the lab's folder."""

import json
import os
import sys
from unittest.mock import MagicMock

SOCKET, BASE = sys.argv[1:3]
os.environ["SPYGLASS_BASE_DIR"] = BASE

# Uploads pictures; it is no part of what is installed, and nothing here uses it.
sys.modules["kachery_cloud"] = MagicMock()

import on_socket

import datajoint as dj
import numpy as np

NWB = "minirec20230622_.nwb"


def main():
    on_socket.connect(SOCKET)
    import spyglass.common as sgc
    from spyglass.lfp.v1.lfp import LFPV1
    from spyglass.lfp.analysis.v1 import LFPBandV1
    from spyglass.linearization.merge import LinearizedPositionOutput
    from spyglass.linearization.v1.main import LinearizedPositionV1
    from spyglass.mua.v1.mua import MuaEventsV1
    from spyglass.position.v1 import position_dlc_centroid, position_dlc_cohort, position_dlc_orient
    from spyglass.position.v1 import position_dlc_pose_estimation, position_dlc_position, position_dlc_selection
    from spyglass.position.v1.position_trodes_position import TrodesPosParams, TrodesPosV1
    from spyglass.ripple.v1.ripple import RippleTimesV1

    # It asks conda, which there may be none of.
    sgc.AnalysisNwbfile._logged_env_info = lambda self: "spyglass"
    # What these results rest on in a lab is no part of their frames.
    dj.conn().query("SET FOREIGN_KEY_CHECKS = 0")
    files = sgc.AnalysisNwbfile()
    make_lfp(files, LFPV1())
    make_table(files, MuaEventsV1(), "mua_times", EVENTS)
    make_table(files, RippleTimesV1(), "ripple_times", EVENTS)
    make_table(files, LinearizedPositionV1(), "linearized_position", LINEAR)
    LinearizedPositionOutput._merge_insert(
        LinearizedPositionV1().fetch("KEY", as_dict=True), part_name="LinearizedPositionV1"
    )
    made = {}
    for name, table, makers in (
        ("smooth", position_dlc_position.DLCSmoothInterp, smooth_objects),
        ("smooth_part", position_dlc_cohort.DLCSmoothInterpCohort.BodyPart, smooth_objects),
        ("pose", position_dlc_pose_estimation.DLCPoseEstimation.BodyPart, pose_objects),
        ("centroid", position_dlc_centroid.DLCCentroid, lambda: place_objects("dlc_", False)),
        ("orientation", position_dlc_orient.DLCOrientation, orientation_objects),
        ("dlc", position_dlc_selection.DLCPosV1, lambda: place_objects("", True)),
        ("interval", sgc.IntervalPositionInfo, lambda: place_objects("head_", True)),
        ("trodes", TrodesPosV1, lambda: place_objects("", True)),
        ("band", LFPBandV1, band_objects),
    ):
        made[name] = table()
        make_objects(files, table(), makers())
    made["trodes"] = TrodesPosV1 & {"trodes_pos_params_name": "x"}
    # Without frames of the video they are numbered, also where that says nothing.
    make_objects(files, TrodesPosV1(), place_objects("", True), trodes_pos_params_name="up")
    made["upsampled"] = TrodesPosV1 & {"trodes_pos_params_name": "up"}
    TrodesPosParams().insert1({"trodes_pos_params_name": "up", "params": {"is_upsampled": 1}})
    TrodesPosParams().insert1({"trodes_pos_params_name": "x", "params": {"is_upsampled": 0}})
    sensor = sgc.SensorData()
    put(sensor, None, sensor_data_object_id=name_channels())
    light = (sgc.RawPosition.PosObject & {"id": 0}).fetch1()
    sgc.RawPosition.PosObject.insert1({**light, "id": light["id"] + 1}, skip_duplicates=True)
    frames = {
        "lfp": LFPV1().fetch1_dataframe(),
        "mua": MuaEventsV1().fetch1_dataframe(),
        "light": (sgc.RawPosition.PosObject & {"id": 0}).fetch1_dataframe(),
        "ripple": RippleTimesV1().fetch1_dataframe(),
        "linear": LinearizedPositionV1().fetch1_dataframe(),
        "linear_merge": LinearizedPositionOutput().fetch1_dataframe(),
        "sensor": sensor.fetch1_dataframe(),
        **{name: table.fetch1_dataframe() for name, table in made.items()},
        "lights": (sgc.RawPosition & {"nwb_file_name": NWB}).fetch1_dataframe(),
    }
    print("RESULT" + json.dumps({name: plain(frame) for name, frame in frames.items()}))


def name_channels():
    """Names the channels of the recording as those of sensors are named; gives its id."""
    import h5py

    with h5py.File(f"{BASE}/raw/minirec20230622.nwb", "r+") as file:
        series = file["acquisition/e-series"]
        names = [f"ECU_Ain{at}" for at in range(series["data"].shape[1])]
        series.attrs["description"] = " ".join(["time", *names])
        return series.attrs["object_id"]


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


def make_table(files, table, name, columns):
    import pandas

    file = files.create(NWB)
    object_id = files.add_nwb_object(file, pandas.DataFrame(columns), name)
    files.add(NWB, file)
    put(table, file, **{f"{name}_object_id": object_id})


EVENTS = {"start_time": [0.5, 1.25], "end_time": [0.75, 1.5], "peak": [3.0, np.nan]}
LINEAR = {
    "linear_position": [1.5, np.nan, 2.5],
    "track_segment_id": [0.0, 1.0, 1.0],
    "projected_x_position": [4.0, 5.0, 6.0],
    "time": [7.25, 7.5, 7.75],
}
TIMES = np.arange(5) / 30 + 100
PLANE = np.array([[1.5, 2], [np.nan, 4], [5, 6], [7, 8], [9, 10.25]])
MOTION = np.hstack([PLANE + 20, np.arange(5)[:, np.newaxis] / 7])


def make_objects(files, table, objects, **facts):
    file = files.create(NWB)
    ids = {f"{name}_object_id": files.add_nwb_object(file, one) for name, one in objects.items()}
    files.add(NWB, file)
    put(table, file, **ids, **facts)


def position_of(data, kind="Position"):
    import pynwb

    made = getattr(pynwb.behavior, kind)()
    name = "position" if kind == "Position" else "orientation"
    made.create_spatial_series(name=name, data=data, timestamps=TIMES, conversion=0.01, reference_frame="(0, 0)")
    return made


def series_of(**series):
    import pynwb

    made = pynwb.behavior.BehavioralTimeSeries()
    for name, data in series.items():
        made.create_timeseries(name=name, data=data, timestamps=TIMES, unit="any")
    return made


FRAMES = np.arange(5) + 0.75


def smooth_objects():
    return {
        "dlc_smooth_interp_position": position_of(PLANE),
        "dlc_smooth_interp_info": series_of(video_frame_ind=FRAMES),
    }


def pose_objects():
    return {
        "dlc_pose_estimation_position": position_of(PLANE),
        "dlc_pose_estimation_likelihood": series_of(likelihood=TIMES / 200, video_frame_ind=FRAMES),
    }


def orientation_objects():
    return {"dlc_orientation": position_of(TIMES / 100, "CompassDirection")}


def place_objects(prefix, has_orientation):
    velocity = "velocity" if prefix == "dlc_" else f"{prefix}velocity"
    objects = {f"{prefix}position": position_of(PLANE)}
    if has_orientation:
        objects[f"{prefix}orientation"] = position_of(TIMES / 100, "CompassDirection")
    objects[f"{prefix}velocity"] = series_of(**{velocity: MOTION, "video_frame_ind": FRAMES})
    return objects


def band_objects():
    import pynwb

    return {"lfp_band": pynwb.TimeSeries(name="band", data=np.arange(15).reshape(5, 3), timestamps=TIMES, unit="V")}


def put(table, name, **object_ids):
    """A row with what its frame needs, and anything else in its other columns."""
    row = {**object_ids, **({} if name is None else {"analysis_file_name": name})}
    for attribute, facts in table.heading.attributes.items():
        if attribute in row:
            continue
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
