"""Spyglass itself on the lab's database. `declare`: creates the tables of all its modules, also of those that want
programs which are not installed, and prints how many schemas there are. `time`: shows, previews and populates the paper, once each; prints seconds as JSON.

What it gives for a preview is a list of queries that have not run: their rows are read when a cell shows them. So both
are timed, the call alone and the call with what the cell shows."""

import importlib
import importlib.metadata
import json
import os
import pkgutil
import sys
import time
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from unittest.mock import MagicMock

SOCKET, WHAT, PAPER = sys.argv[1:4]

import on_socket

import datajoint as dj



class Pictures(MetaPathFinder, Loader):
    """Programs that show pictures are taken for installed. No table's definition needs them, and without them the modules
    of spike sorting, decoding and multi-unit activity cannot be imported: the catalogue would lack their tables."""

    def find_spec(self, name, path, target=None):
        is_one = name.split(".")[0] in ("kachery_cloud", "sortingview", "figurl")
        return ModuleSpec(name, self, is_package=True) if is_one else None

    def create_module(self, spec):
        module = MagicMock(name=spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


sys.meta_path.append(Pictures())


def connect():
    dj.config["safemode"] = False
    on_socket.connect(SOCKET)


def declare():
    """Importing a module of Spyglass declares its tables."""
    import spyglass

    absent = []
    for module in pkgutil.walk_packages(spyglass.__path__, "spyglass.", onerror=lambda name: None):
        try:
            importlib.import_module(module.name)
        except Exception as error:
            absent.append(f"{module.name} ({error})")
    print("ABSENT", *absent)
    print("RESULT", len(dj.list_schemas()))


def timed(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measure():
    from spyglass.common import common_usage

    # The lab's files are names only; so are the reference's when it lists them.
    common_usage.get_unlinked_files = lambda path: {path}
    selection, export = common_usage.ExportSelection(), common_usage.Export()
    # It looks for the tables of a log among those that were imported.
    for (name,) in list(dj.conn().query("select schema_name from information_schema.schemata")):
        if "_" in name and name not in ("information_schema", "performance_schema"):
            dj.VirtualModule(name, name)
    # It refuses logs that were not made by its own version.
    dj.conn().query(
        "update common_usage.export_selection set spyglass_version = %s",
        (importlib.metadata.version("spyglass-neuro"),),
    )
    # Without conda it fails; where the file of an earlier run is there, it does not ask.
    folder = os.path.join(os.environ["SPYGLASS_BASE_DIR"], "export", PAPER)
    os.makedirs(folder, exist_ok=True)
    open(os.path.join(folder, "environment.yml"), "w").close()
    # Rows of an earlier result would be populated already.
    for table in (common_usage.Export.File, common_usage.Export.Table, common_usage.Export):
        table().delete_quick()
    preview = lambda: selection.preview_tables(paper_id=PAPER)
    everything = lambda: selection.show_all_tables(paper_id=PAPER)
    seconds = {
        "preview": timed(preview),
        "all": timed(everything),
        # A cell shows a list by what each of its members says of itself.
        "preview, shown": timed(lambda: repr(preview())),
        "all, shown": timed(lambda: repr(everything())),
        "populate": timed(lambda: export.populate_paper(paper_id=PAPER)),
    }
    script = os.path.join(folder, f"_ExportSQL_{PAPER}.sh")
    print("RESULT", json.dumps({**seconds, "script": os.path.getsize(script)}))


connect()
declare() if WHAT == "declare" else measure()
