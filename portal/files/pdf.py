"""What a PDF holds: `python pdf.py MEMORY SECONDS < file` writes one word, one of the codes that `documents.py` has a
sentence for, or "shows" of one that only shows.

Run in a process of its own with little memory and time. Objects are judged, wherever they are packed; the bytes of
pictures and texts are not: they hold any word by chance.
"""

import io
import logging
import resource
import sys

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


def main(memory, seconds):
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    doubts = Doubts()
    logging.getLogger("pypdf").addHandler(doubts)
    logging.getLogger("pypdf").propagate = False
    try:
        found = judge(sys.stdin.buffer.read())
        print(doubts.found if doubts.found and found == "shows" else found)
    except (FileNotDecryptedError, DependencyError):
        print("password")
    except (MemoryError, LimitReachedError):
        print("heavy")
    except Exception:  # pypdf raises a dozen kinds on broken files
        print("broken")


HARMLESS = (
    "/MediaBox",
    "/CropBox",
    "/TrimBox",
    "/BleedBox",
    "/ArtBox",
    "/Rotate",
)  # which way a page is shown


class Doubts(logging.Handler):
    """Why pypdf left out a part of a dictionary, which another reader might take: "twice", "broken" or ""."""

    found = ""

    def emit(self, record):
        text = record.getMessage()
        if text.startswith(("PdfReadError(", "PdfStreamError(")):
            self.found = "broken"
        elif text.startswith("Multiple definitions") and not text.endswith(HARMLESS):
            self.found = self.found or "twice"


def judge(content):
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return "password"
    root = reader.root_object
    for key, inside, found in (("/Names", "/EmbeddedFiles", "attached"), ("/AcroForm", "/XFA", "form")):
        held = root[key][inside] if key in root and inside in root[key] else ArrayObject()
        within = held.values() if type(held) is DictionaryObject else held
        is_list = type(held) in (ArrayObject, DictionaryObject)  # not a stream, or what is not found
        if not is_list or any(one.get_object() for one in within):
            return found
    numbers = {(generation, number) for generation, places in reader.xref.items() for number in places}
    numbers |= {(0, number) for number in reader.xref_objStm}
    for generation, number in sorted(numbers):
        found = acts(reader.get_object(IndirectObject(number, generation, reader)))
        if found:
            return found
    return "shows"


def acts(found):
    """ "script", "starts" or "attached": what the object, or one written inside it, does when it is opened; or None."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ArrayObject):
            waiting += one
        elif isinstance(one, DictionaryObject):
            named = [
                one[key] for key in ("/S", "/Subtype", "/Type") if key in one
            ]  # wherever the name stands
            kinds = {name for name in named if isinstance(name, str)}
            if "/JavaScript" in kinds or ("/JS" in one and "/S" in one):
                return "script"
            if kinds & {"/Launch", "/RichMedia", "/Movie", "/Rendition"}:
                return "starts"
            if "/EmbeddedFile" in kinds or "/EF" in one:
                return "attached"
            waiting += one.values()
        # an IndirectObject is judged where it stands
    return None


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
