"""Does with dandi-cli what this module asks for: reads one request as a line of JSON from standard input, writes one
event a line as JSON to standard output, and ends when standard input does. The key comes in the request, where no list
of processes shows it, and goes nowhere else."""

import json
import logging
import os
import sys
import threading
import time
from pathlib import Path

from organizing import organize, organize_videos
from refusals import Refused, Silent


def tell(**event):
    print(json.dumps(event), file=OUT, flush=True)


# Whatever the libraries print must not be taken for an event.
OUT = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
logging.disable(logging.CRITICAL)


def problems_of(path, dandiset=None):
    if dandiset is None:
        from dandi.validate._core import validate

        return list(validate(path))
    from dandi.files import dandi_file

    return list(dandi_file(Path(path), dandiset).get_validation_errors())


def facts_of(problem):
    severity = problem.severity
    return {
        "id": problem.id,
        "severity": severity.name if severity is not None else None,
        "rank": severity.value if severity is not None else 0,
        "message": problem.message or "",
        "full": str(problem),
    }


def validate(request):
    for path in request["files"]:
        tell(event="validated", file=path, problems=[facts_of(one) for one in problems_of(path)])


def inspect(request):
    import h5py
    from mending import Change, faults_of

    for path in request["files"]:
        with h5py.File(path, "r") as file:
            faults = list(faults_of(file, request["options"]))
            tell(
                event="inspected",
                file=path,
                objectId=file.attrs.get("object_id"),
                changes=[told(one) for one in faults if isinstance(one, Change)],
                left=[{"at": one.at, "message": one.message} for one in faults if not isinstance(one, Change)],
            )


def told(change):
    return {"at": change.at, "before": change.before, "after": change.after, "assumed": change.assumed}


def mend(request):
    """Changes copies of files; each must be without known faults afterwards, and still be a file that pynwb reads."""
    import h5py
    from mending import Change, faults_of
    from pynwb import NWBHDF5IO

    for one in request["files"]:
        options = {**request["options"], "object_id": one["objectId"]}
        with h5py.File(one["draft"], "r+") as file:
            changes = [fault for fault in faults_of(file, options) if isinstance(fault, Change)]
            for change in changes:
                change.make()
        with h5py.File(one["draft"], "r") as file:
            again = [fault.at for fault in faults_of(file, request["options"]) if isinstance(fault, Change)]
        if again:
            raise Refused(f"{one['file']} still has faults in its mended copy: {', '.join(again)}")
        with NWBHDF5IO(one["draft"], "r", load_namespaces=True) as io:
            io.read()
        tell(event="mended", file=one["file"], changes=[told(change) for change in changes])


def hurry(seconds):
    """No request waits for ever, be it to the archive or to its storage: dandi-cli sets no limit to any of them."""
    from requests import ReadTimeout
    from requests.adapters import HTTPAdapter

    send = HTTPAdapter.send

    def send_in_time(self, request, *args, **kwargs):
        kwargs["timeout"] = kwargs.get("timeout") or (min(30, seconds), seconds)
        try:
            return send(self, request, *args, **kwargs)
        except ReadTimeout:
            raise Silent(
                f"{request.url.split('?')[0]} took a request and did not answer it within {seconds:g} seconds; "
                "publish again later: what is stored is not sent again"
            ) from None

    HTTPAdapter.send = send_in_time


def connect(instance, key):
    import requests
    from dandi.dandiapi import DandiAPIClient
    from dandi.utils import get_instance

    for pause in (1, 3, 9, None):
        try:
            known = get_instance(instance)
            break
        except RuntimeError as error:
            if pause is None:
                raise Refused(f"the archive cannot be reached: {error}") from None
            time.sleep(pause)
    try:
        client = DandiAPIClient(dandi_instance=known)
        client.authenticate(key)
        return client
    except requests.HTTPError as error:
        if error.response is not None and error.response.status_code in (401, 403):
            raise Refused("the archive does not take the key; check DANDI_API_KEY") from None
        raise


class Assets:
    """The assets of a dandiset, asked for once, and again where somebody else has made some since."""

    def __init__(self, remote):
        self.remote = remote
        self.ask()

    def ask(self):
        self.all = list(self.remote.get_assets())

    def at(self, path):
        return next((asset for asset in self.all if asset.path == path), None)

    def of(self, path, size, etag):
        """The asset that holds these bytes already; better the one at this path."""
        same = None
        for asset in self.all:
            if asset.size != size or asset.get_raw_metadata().get("digest", {}).get("dandi:dandi-etag") != etag:
                continue
            if same is None or asset.path == path:
                same = asset
        return same


def upload(remote, assets, file, place, name, known):
    from requests import HTTPError

    local = place.get_digest()
    if is_there(assets, file, place, name, known, local):
        return
    metadata = place.get_metadata(digest=local, ignore_errors=False).model_dump(mode="json", exclude_none=True)
    try:
        for status in place.iter_upload(remote, metadata):
            if "current" in status:
                tell(event="uploading", file=file, current=status["current"], size=place.size)
            if status.get("asset") is not None:
                assets.all.append(status["asset"])
    except HTTPError as error:
        # Somebody else has published a file of this name since the assets were asked for.
        if "asset with that path already exists" not in str(error):
            raise
        assets.ask()
        if is_there(assets, file, place, name, known, local):
            return
        raise
    tell(event="uploaded", file=file, path=name, size=place.size, already=False)


def is_there(assets, file, place, name, known, digest):
    """Whether the dandiset has these bytes; tells where."""
    same = assets.of(name, place.size, digest.value)
    if same is not None:
        tell(event="uploaded", file=file, path=same.path, size=place.size, already=True)
        return True
    if assets.at(name) is not None:
        raise Refused(in_the_way(file, name, known))
    return False


def in_the_way(file, name, known):
    if known.get(file) == name:
        return (
            f"{Path(file).name} was published as {name}, and was changed since; an archive keeps what it has: remove "
            f"the asset {name} of the dandiset on the archive's page, and publish again"
        )
    if not name.endswith(".nwb"):
        return f"the dandiset has another file at {name}, of other bytes; rename {file}, in the NWB file, too"
    return (
        f"the dandiset has another file at {name}, of other bytes; files of one dandiset need object ids of "
        "their own: give one of the two a new object_id, or publish it in another dandiset"
    )


def publish(request):
    from dandi.files import dandi_file

    folder = Path(request["folder"])
    hurry(request["patience"])
    client = connect(request["instance"], request["key"])
    tell(event="connected", instance=str(client.dandi_instance.api))
    try:
        remote = client.get_dandiset(request["dandiset"], "draft", lazy=False)
    except Exception as error:
        raise Refused(f"the archive has no dandiset {request['dandiset']} for this key ({error})") from None
    (folder / "dandiset.yaml").write_text(f"identifier: '{request['dandiset']}'\n")
    tell(event="organizing", files=len(request["files"]))
    places = organize(request["files"], folder)
    videos, left = organize_videos(places, folder)
    for file, names in left.items():
        tell(event="outside", file=file, names=names)
    faults = []
    for file, name in places.items():
        tell(event="validating", file=file)
        for problem in problems_of(folder / name, folder):
            facts = facts_of(problem)
            if facts["rank"] >= ERROR:
                faults.append(f"{Path(file).name}: {facts['message']} ({facts['id']})")
    if faults:
        raise Refused(
            "the archive would refuse these files:\n" + "\n".join(faults)
            + "\nMend them in copies of the files, and publish again"
        )
    assets = Assets(remote)
    for file, name in {**places, **videos}.items():
        upload(remote, assets, file, dandi_file(folder / name, folder), name, request["known"])


def leave_with_asker():
    """Nobody notes what is uploaded when the one who asked for it has been killed."""
    sys.stdin.read()
    os._exit(1)


def main():
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=leave_with_asker, daemon=True).start()
    try:
        ACTIONS[request["action"]](request)
        tell(event="done")
    except (Refused, Silent) as error:
        tell(event="failed", message=str(error))
    except Exception as error:  # noqa: BLE001: whatever it was, the user is told
        tell(event="failed", message=f"{type(error).__name__}: {error}")
        sys.exit(1)


ACTIONS = {"publish": publish, "validate": validate, "inspect": inspect, "mend": mend}

try:
    from dandi.validate import Severity

    ERROR = Severity["ERROR"].value
except ImportError:
    ERROR = 40
main()
