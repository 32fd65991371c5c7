"""Static files that are made, not written: the typeface and the one stylesheet of the public pages. What pages say of all."""

import base64
import hashlib
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portal import fonts

# css/site.css is these, in this order: one request instead of eight. tokens.css opens with the layers' order.
SHEETS = ["tokens", "fonts", "base", "layout", "components", "search", "utilities", "print"]

FONTS = [*(f"fonts/be-vietnam-pro-{weight}.woff2" for weight in fonts.WEIGHTS), "fonts/OFL.txt"]
STYLESHEET = "css/site.css"


class MadeFilesFinder(BaseFinder):
    """Finds the made files in var/made/. Makes them when absent, or when their recipe has changed."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "made")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path == STYLESHEET:
            self.make_stylesheet()
        elif path in FONTS:
            self.make_fonts()
        else:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        self.make_stylesheet()
        self.make_fonts()
        for path in (*FONTS, STYLESHEET):
            yield path, self.storage

    def make_stylesheet(self):
        folder = settings.BASE_DIR / "static" / "css"
        self.write(STYLESHEET, b"\n".join((folder / f"{sheet}.css").read_bytes() for sheet in SHEETS))

    def make_fonts(self):
        """Cut once for each recipe, which is noted beside the files when all of them are there."""
        recipe = fonts.recipe().encode()
        if self.read("fonts/recipe") == recipe and all(self.storage.exists(path) for path in FONTS):
            return
        for name, content in fonts.files():
            self.write(f"fonts/{name}", content)
        self.write("fonts/recipe", recipe)

    def read(self, path):
        try:
            with open(self.storage.path(path), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, path, content):
        """All at once or not at all: another process may be making or reading the same file."""
        if self.read(path) == content:
            return
        target = settings.VAR_DIR / "made" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        partial.write_bytes(content)
        partial.replace(target)


class CollectedOrNot(CompressedManifestStaticFilesStorage):
    """Hashed names once the files are collected; plain ones before, so that `runserver` works in a fresh clone."""

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name


@cache
def integrity(name: str) -> str | None:
    """What a page says of the static file `name`, hashed or plain, so that a browser takes no other; None: there is none."""
    path = Path(finders.find(name) or Path(settings.STATIC_ROOT, name))
    return integrity_of(path.read_bytes()) if path.is_file() else None


def integrity_of(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"
