"""Known faults of NWB files that archives refuse: what is wrong, and what mends it. Each rule looks at an open HDF5 file
and gives the changes that it would make; nothing is changed before `Change.make` is called."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Callable
from zoneinfo import ZoneInfo

import h5py

from measures import AGE, GRAMS, SPELLINGS, UNITS, WEIGHT
from rebuilding import as_float32, external_files, is_beside, number_rows, put_text, shown, text_at


@dataclass
class Change:
    """One thing to mend."""

    at: str
    before: str | None
    after: str | None
    make: Callable[[], None]
    # Why nobody can be sure of it, and who can say better.
    assumed: str | None = None


@dataclass
class Left:
    """One thing that only a person can mend."""

    at: str
    message: str


def faults_of(file, options):
    """What is wrong with a file: changes, and what is left to a person."""
    for rule in RULES:
        yield from rule(file, options)


SUBJECT = "/general/subject"


def text_change(file, at, after, assumed=None):
    return Change(at, text_at(file, at), after, lambda: put_text(file, at, after), assumed)


def object_id(file, options):
    """Which files share an id only those know who see all of them: the new one is given."""
    new = options.get("object_id")
    if new is not None:
        old = file.attrs.get("object_id")
        yield Change("/ object_id", None if old is None else str(old), new, lambda: file.attrs.modify("object_id", new))


def subject_is_there(file, options):
    if SUBJECT not in file:
        yield Left(SUBJECT, "there is no subject, wanted one with an id, species, sex and age")
    yield from missing(file, f"{SUBJECT}/subject_id", "the subject's id")


def without_slashes(file, options):
    """Names of files are made of these."""
    for at in (f"{SUBJECT}/subject_id", "/general/session_id"):
        found = text_at(file, at)
        if found is not None and "/" in found:
            yield Left(at, f"found {found!r}, wanted an id without slashes, which archives refuse")


def missing(file, at, wanted):
    """What archives want of every subject, and nobody can guess."""
    found = text_at(file, at)
    if SUBJECT in file and (found is None or not found.strip()):
        yield Left(at, f"{'there is none' if found is None else 'it is empty'}, wanted {wanted}")


def sex(file, options):
    at = f"{SUBJECT}/sex"
    yield from missing(file, at, "M, F, U or O")
    found = text_at(file, at)
    if found in (None, "M", "F", "U", "O") or not found.strip():
        return
    known = {"male": "M", "m": "M", "female": "F", "f": "F", "unknown": "U", "u": "U", "other": "O", "o": "O"}
    letter = known.get(found.strip().lower())
    if letter is None:
        yield Left(at, f"found {found!r}, wanted M, F, U or O")
    else:
        yield text_change(file, at, letter)


def species(file, options):
    at = f"{SUBJECT}/species"
    yield from missing(file, at, "a Latin name of two words or the address of an NCBI taxon")
    found = text_at(file, at)
    if found is None or not found.strip():
        return
    latin = {
        "rat": "Rattus norvegicus",
        "mouse": "Mus musculus",
        "human": "Homo sapiens",
        "rhesus": "Macaca mulatta",
        "rhesus macaque": "Macaca mulatta",
        "marmoset": "Callithrix jacchus",
        "zebrafish": "Danio rerio",
    }.get(found.strip().lower())
    if latin is not None:
        yield text_change(file, at, latin)
    elif not re.fullmatch(r"[A-Z][a-z]+ [a-z]+( [a-z]+)?|https?://.*NCBITaxon_\d+.*", found):
        yield Left(at, f"found {found!r}, wanted a Latin name of two words or the address of an NCBI taxon")


def weight(file, options):
    at = f"{SUBJECT}/weight"
    found = text_at(file, at)
    if found is None:
        return
    if found.strip().lower() in ("", "unknown", "none", "nan"):

        def remove():
            del file[at]

        yield Change(at, found, None, remove)
        return
    said = WEIGHT.fullmatch(found.strip())
    if said is None or said["unit"] is not None and said["unit"].lower() not in GRAMS:
        yield Left(at, f"found {found!r}, wanted a number and a unit: kg, g, mg, ug, ng or pg")
    elif said["unit"] is None:
        assumed = "weightUnit" if options["assumed_weight_unit"] else None
        yield text_change(file, at, f"{said['amount']} {options['weight_unit']}", assumed)
    elif said["unit"] not in SPELLINGS:
        yield text_change(file, at, f"{said['amount']} {GRAMS[said['unit'].lower()]}")


def age(file, options):
    at = f"{SUBJECT}/age"
    if SUBJECT not in file:
        return
    found = text_at(file, at)
    if found is not None:
        said = re.fullmatch(r"(\d+) ?(day|d|week|w|month|year|y)s?( old)?", found.strip().lower())
        if said:
            yield text_change(file, at, f"P{said[1]}{UNITS[said[2]]}")
        elif not AGE.fullmatch(found):
            yield Left(at, f"found {found!r}, wanted a duration like P90D or P4M/P8M")
        return
    if f"{SUBJECT}/date_of_birth" in file:
        return
    given = options["age"]
    subject = text_at(file, f"{SUBJECT}/subject_id")
    if isinstance(given, dict):
        if subject not in given:
            yield Left(at, f"there is none, and none was given for the subject {subject!r}; pass it in age")
            return
        given = given[subject]
    yield text_change(file, at, given, "age" if options["assumed_age"] else None)


def experimenters(file, options):
    at = "/general/experimenter"
    if at not in file:
        return
    data = file[at]
    names = [data.asstr()[()]] if data.shape == () else list(data.asstr()[()])
    mended = [family_first(name) for name in names]
    if mended != names:
        yield Change(at, "; ".join(names), "; ".join(mended), lambda: put_text(file, at, mended))


# What follows a name and is no part of it.
FOLLOWING = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "dvm", "msc", "bsc"}


def family_first(name):
    parts = name.split()
    following = []
    while parts and parts[-1].replace(".", "").lower() in FOLLOWING:
        following.insert(0, parts.pop())
    if "," in name or len(parts) < 2:
        return name
    return f"{parts[-1]}, {' '.join([*parts[:-1], *following])}"


def session_times(file, options):
    start = "/session_start_time"
    for at in (start, "/timestamps_reference_time", "/general/subject/date_of_birth"):
        found = text_at(file, at)
        if found is None:
            continue
        moment = moment_of(found)
        if moment is None:
            yield Left(at, f"found {found!r}, wanted a time like 2023-06-22T14:00:00-07:00")
            continue
        assumed = None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(options["time_zone"]))
            assumed = "timeZone" if options["assumed_time_zone"] else None
        elif "T" in found:
            continue
        yield text_change(file, at, moment.isoformat(), assumed)
    if "/timestamps_reference_time" not in file and start in file:
        found = moment_of(text_at(file, start))
        if found is not None:
            zone = found.tzinfo or ZoneInfo(options["time_zone"])
            yield text_change(file, "/timestamps_reference_time", found.replace(tzinfo=zone).isoformat())
    if start not in file:
        yield Left(start, "there is none, wanted when the session began")


def moment_of(text):
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def videos(file, options):
    """Of what an image series keeps in other files, only what is beside the file goes where the file goes."""
    folder = Path(file.filename).parent
    for at, names in external_files(file):
        names = [name for name in names if not is_beside(folder, name)]
        if not names:
            continue
        yield Left(
            f"{at}/external_file",
            f"its data are in other files ({', '.join(names)}), wanted them in this file's folder or below it, by "
            "relative names: only those are published with it; share others in another place",
        )


def source_script(file, options):
    at = "/general/source_script"
    if at in file and "file_name" not in file[at].attrs:
        name = "src/spyglass/common/common_nwbfile.py"
        yield Change(f"{at} file_name", None, name, lambda: file[at].attrs.modify("file_name", name))


def half_precision(file, options):
    found = []

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and item.dtype.kind == "f" and item.dtype.itemsize == 2:
            found.append(f"/{name}")

    file.visititems(visit)
    for at in found:
        yield Change(at, shown(file[at]), shown(file[at]).replace("float16", "float32"), lambda at=at: as_float32(file, at))


def row_ids(file, options):
    found = []

    def visit(name, item):
        if isinstance(item, h5py.Group) and "colnames" in item.attrs and "id" not in item:
            found.append(f"/{name}")

    file.visititems(visit)
    for at in found:
        yield Change(f"{at}/id", None, "0, 1, 2, …", lambda at=at: number_rows(file, at))


RULES = (
    object_id,
    subject_is_there,
    without_slashes,
    sex,
    species,
    weight,
    age,
    experimenters,
    session_times,
    source_script,
    half_precision,
    row_ids,
    videos,
)
