"""Runs a notebook in the Deno kernel, one line of progress a cell.

The notebook is left as it is; the executed copy is written where --output says, also when a cell fails.
"""

import argparse
import pathlib
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

KERNEL = "deno"


class Failure(Exception):
    """What to tell, without a stack."""


def main():
    options = read_arguments()
    path = pathlib.Path(options.notebook)
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        sys.exit(f"Cannot run {path.name}: it cannot be read as a notebook ({error})")
    try:
        run(notebook, path, options)
    except Failure as failure:
        sys.exit(str(failure))
    finally:
        if options.output:
            write_whole(notebook, pathlib.Path(options.output))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook")
    parser.add_argument("--output", help="where the executed copy goes")
    parser.add_argument("--cell-seconds", type=int, default=600)
    parser.add_argument("--quiet", action="store_true")
    return parser.parse_args()


def run(notebook, path, options):
    cells = [index for index, cell in enumerate(notebook.cells) if is_code(cell)]
    progress = Progress(cells, options.quiet)
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL,
        timeout=options.cell_seconds,
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=progress.begin,
        on_cell_executed=progress.end,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise Failure(progress.failure(path, notebook, f"{error.ename}: {error.evalue}"))
    except CellTimeoutError:
        reason = f"it took longer than {options.cell_seconds} seconds"
        raise Failure(progress.failure(path, notebook, reason))
    except DeadKernelError:
        raise Failure(progress.failure(path, notebook, "the kernel ended while it ran"))
    except Exception as error:
        raise Failure(f"Cannot run {path.name}: {type(error).__name__}: {error}")


class Progress:
    """Prints a line for each code cell when it has run: its number, how long it took, how it begins."""

    def __init__(self, cells, quiet):
        self.numbers = {index: number for number, index in enumerate(cells, 1)}
        self.quiet = quiet
        self.index = None
        self.started = 0.0

    def begin(self, cell, cell_index, **_):
        self.index = cell_index
        self.started = time.monotonic()

    def end(self, cell, cell_index, **_):
        if self.quiet or cell_index not in self.numbers:
            return
        if any(output.output_type == "error" for output in cell.outputs):
            return  # It is told with its text, at the end.
        seconds = time.monotonic() - self.started
        place = f"[{self.numbers[cell_index]}/{len(self.numbers)}]"
        print(f"  {place:>8} {seconds:5.1f} s  {first_line(cell.source)}", flush=True)

    def failure(self, path, notebook, reason):
        if self.index is None:
            return f"Cannot run {path.name}: {reason}"
        source = "\n".join(f"  | {line}" for line in notebook.cells[self.index].source.splitlines())
        place = f"{self.numbers.get(self.index)} of {len(self.numbers)}"
        return f"Cannot run {path.name}: code cell {place} failed: {reason}\n{source}"


def is_code(cell):
    return cell.cell_type == "code" and bool(cell.source.strip())


def first_line(source):
    for line in source.splitlines():
        if line.strip() and not line.strip().startswith("//"):
            return line.strip()[:80]
    return source.strip()[:80]


def write_whole(notebook, output):
    output.parent.mkdir(parents=True, exist_ok=True)
    beside = output.with_name(output.name + ".new")
    nbformat.write(notebook, beside)
    beside.replace(output)


if __name__ == "__main__":
    main()
