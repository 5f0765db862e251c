"""Where files go in a dandiset: links to them in a folder that looks like it."""

from pathlib import Path

from rebuilding import external_files, is_beside
from refusals import Refused


def organize(files, folder):
    """Names as `dandi organize` gives them, always with the object's id: the name of a file depends on no other file."""
    from dandi.metadata.nwb import get_metadata
    from dandi.organize import (
        create_unique_filenames_from_metadata,
        filter_invalid_metadata_rows,
        get_obj_id,
    )
    from dandi.pynwb_utils import get_object_id

    rows = []
    for path in files:
        row = get_metadata(path)
        row = row if isinstance(row, dict) else dict(row)
        row["path"] = path
        row["obj_id"] = get_obj_id(get_object_id(path))
        rows.append(row)
    rows, invalid = filter_invalid_metadata_rows(rows)
    if invalid:
        raise Refused("these files have too little metadata: " + ", ".join(str(row["path"]) for row in invalid))
    named = create_unique_filenames_from_metadata(rows, required_fields=["obj_id"])
    places = {}
    for row in named:
        link(Path(folder) / row["dandi_path"], row["path"])
        places[row["path"]] = row["dandi_path"]
    return places


def organize_videos(places, folder):
    """Videos that NWB files name go beside them, by the names that they have there: whoever downloads both finds them.
    Gives those, and by NWB file the names that lead out of its folder or nowhere."""
    import h5py

    videos, left = {}, {}
    for file, place in places.items():
        with h5py.File(file, "r") as opened:
            names = [name for _, names in external_files(opened) for name in names]
        for name in dict.fromkeys(names):
            source = Path(file).parent / name
            if not is_beside(Path(file).parent, name):
                left.setdefault(file, []).append(name)
                continue
            video = (Path(place).parent / name).as_posix()
            if videos.get(str(source), video) != video or video in {
                at for other, at in videos.items() if other != str(source)
            }:
                raise Refused(
                    f"{Path(file).name} names the video {name}, and another file names another one so, or the same one "
                    "of another subject; give the videos names of their own, in the NWB files, too"
                )
            videos[str(source)] = video
            link(Path(folder) / video, source)
    return videos, left


def link(place, target):
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        place.unlink()
    place.symlink_to(target)
