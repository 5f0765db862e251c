"""An NWB file of pynwb's with what every one has, to be filled."""

from datetime import datetime, timezone

from pynwb import NWBFile
from pynwb.file import Subject


def new_file(identifier):
    nwb = NWBFile(
        session_description="généré «🐀»",
        identifier=identifier,
        session_start_time=datetime(2023, 6, 22, 10, tzinfo=timezone.utc),
        experimenter=["Baggins, Bilbo", "Übel, Ünal"],
        keywords=["a", "ü"],
    )
    nwb.subject = Subject(
        subject_id="r1", species="Rattus norvegicus", sex="M", age="P90D", weight="300 g"
    )
    return nwb
