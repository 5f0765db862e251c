"""Commands on tables that Python declares, fills and populates."""

import os
import time
import types

import datajoint as dj
from datajoint.hash import key_hash

TIERS = {"Manual": dj.Manual, "Lookup": dj.Lookup, "Imported": dj.Imported, "Computed": dj.Computed}
SCHEMAS = {}


def declare(argument):
    """Declares tables, one after the other, each visible to those that follow. Gives an error's text or None for each."""
    schema = SCHEMAS.setdefault(argument["schema"], dj.Schema(argument["schema"]))
    context = {name: namespace(name_) for name, name_ in argument.get("schemas", {}).items()}
    errors = []
    for spec in argument["tables"]:
        members = {"definition": spec["definition"]}
        if "contents" in spec:
            members["contents"] = spec["contents"]
        for name, definition in spec.get("parts", {}).items():
            members[name] = type(name, (dj.Part,), {"definition": definition})
        table = type(spec["name"], (TIERS[spec["tier"]],), members)
        try:
            schema(table, context=context)
            context[spec["name"]] = table
            errors.append(None)
        except Exception as error:
            errors.append("%s: %s" % (type(error).__name__, error))
    return errors


def namespace(schema):
    module = dj.VirtualModule("virtual_" + schema, schema)
    return types.SimpleNamespace(**{name: value for name, value in vars(module).items() if isinstance(value, type)})


def touch_jobs(schema):
    """Makes the table of jobs."""
    return str(dj.Schema(schema).jobs.full_table_name)


def set_stores(stores):
    """Name -> folder, which is the stage, too."""
    dj.config["stores"] = {
        name: {"protocol": "file", "location": folder, "stage": folder} for name, folder in stores.items()
    }


def populate(argument):
    """Populates a table of doubles, a key at a time, sharing jobs; gives how many keys were made here."""
    schema = dj.Schema(argument["schema"])
    module = dj.VirtualModule("virtual_" + argument["schema"], argument["schema"])
    parent = getattr(module, argument["parent"])

    def make(self, key):
        time.sleep(0.01)
        self.insert1(dict(key, worker="python"))

    members = {"definition": "-> Parent\n---\nworker : varchar(12)", "make": make}
    table = schema(type(argument["name"], (dj.Computed,), members), context={"Parent": parent})
    return table.populate(reserve_jobs=True, order="random", suppress_errors=True)["success_count"]


def job_hashes(argument):
    """DataJoint's hash of each key of a table."""
    return sorted(key_hash(key) for key in dj.FreeTable(dj.conn(), argument).fetch("KEY"))


def fetch_kept(argument):
    """What Python fetches of values that are kept outside of a table: packed values and contents of files."""
    table = registered(argument["table"])
    rows = table.fetch(as_dict=True, order_by="id", download_path=argument["folder"])
    return [{name: kept(name, value) for name, value in row.items()} for row in rows]


def kept(name, value):
    if name in ("id", "data"):
        return value.tolist() if hasattr(value, "tolist") else value
    with open(value) as file:
        return "%s: %s" % (os.path.basename(value), file.read())


def insert_kept(argument):
    """Inserts rows whose files lie in a folder."""
    registered(argument["table"]).insert(argument["rows"])


def registered(name):
    """A table of a schema that the connection knows: what is kept outside is asked of the schema."""
    dj.Schema(name.split("`")[1])
    return dj.FreeTable(dj.conn(), name)


TABLE_COMMANDS = {f.__name__: f for f in (declare, touch_jobs, set_stores, populate, job_hashes, fetch_kept, insert_kept)}
