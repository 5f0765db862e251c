"""Adds something to an NWB file. Arguments: the file, what (`note` or `video`), and the note, or the video's name."""

import sys

from pynwb import NWBHDF5IO
from pynwb.image import ImageSeries

path, what, text = sys.argv[1:]
with NWBHDF5IO(path, "r+", load_namespaces=True) as io:
    file = io.read()
    if what == "video":
        file.add_acquisition(
            ImageSeries(
                name="video",
                description="the animal from above",
                external_file=[text],
                format="external",
                starting_frame=[0],
                timestamps=[0.0, 0.04, 0.08],
            )
        )
    else:
        file.add_scratch(text, name="added", description="added by a test")
    io.write(file)
