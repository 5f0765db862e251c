"""Commands on tables that Python declares, fills and populates."""

import types

import datajoint as dj

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


TABLE_COMMANDS = {f.__name__: f for f in (declare, touch_jobs, set_stores)}
