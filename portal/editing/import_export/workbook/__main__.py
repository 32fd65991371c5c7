"""`python -m portal.editing.import_export.workbook SUFFIX LIMITS < file`."""

import contextlib
import json
import resource
import sys

from python_calamine import PasswordError

from .grid import table
from .ods import ods_sheets
from .scan import MOST, Refused
from .xls import xls_sheets
from .xlsx import xlsx_sheets


def main(suffix):
    resource.setrlimit(resource.RLIMIT_AS, (MOST["memory"], MOST["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST["seconds"], MOST["seconds"]))
    sheets = {".xlsx": xlsx_sheets, ".ods": ods_sheets, ".xls": xls_sheets}[suffix]
    with refusals_of():
        found = sheets(sys.stdin.buffer.read())
        visible = [(name, read) for name, read in found if read]
        if not visible:
            raise Refused("no sheet")
        names = {
            "names": [name for name, _read in visible],
            "hidden_names": [name for name, read in found if read is None],
        }
        for name, read in visible:
            with refusals_of(name=name):
                write(table(*read()) | {"name": name, **names})


@contextlib.contextmanager
def refusals_of(**sheet):
    """Writes why a file, or a sheet of it, cannot be read."""
    try:
        yield
    except MemoryError:
        write(sheet | {"refused": "slow"})
    except Refused as refusal:
        write(sheet | {"refused": str(refusal), "of": refusal.of})
    except PasswordError:
        write(sheet | {"refused": "password"})
    except (
        Exception
    ) as problem:  # calamine, zipfile, zlib, expat, olefile raise a dozen kinds on broken files
        write(sheet | {"refused": "broken", "problem": repr(problem)[:300]})


def write(found):
    sys.stdout.write(json.dumps(found, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    MOST.update(json.loads(sys.argv[2]))
    main(sys.argv[1])
