"""What the environment says, and where it says nothing the file `.env`."""

import io
import os
import re
import secrets
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from .db import connection_settings

SHORTEST_SECRET = 32  # letters
ON, OFF = {"on", "true", "yes", "ok", "y", "1"}, {"off", "false", "no", "n", "0"}


def _present(variables) -> dict[str, str]:
    """Those that say something: what is blank, or holds nothing between quotes, is as good as absent."""
    return {
        name: value for name, value in variables.items() if re.search(r"[^\s\"'\u200b\u2060\ufeff]", value)
    }


def _assignments(file, is_named) -> str:
    """The lines NAME=value of a file of settings without blanks around the name, and without comments behind values;
    "" where there is no file, unless it `is_named`.
    """
    try:
        lines = Path(file).read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        if is_named or not isinstance(error, FileNotFoundError):
            sys.exit(f"Không đọc được {file}: {error.strerror}. Hãy sửa ENV_FILE hoặc quyền đọc của tệp.")
        return ""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parted = re.fullmatch(r"\s*(?:export\s+)?(\w+)\s*=(.*)", line.rstrip(), re.ASCII)
        if not parted:  # the line may hold a secret
            sys.exit(f"{file}, dòng {number}: không đọc được. Hãy ghi TÊN=giá trị, hoặc đặt # ở đầu dòng.")
        name, value = parted.groups()
        quoted = re.fullmatch(r"""\s*("[^"]*"|'[^']*')(?:\s+#.*)?""", value)
        value = quoted[1] if quoted else re.sub(r"\s#.*", "", value).strip()
        found.append(f"{name}={value}")
    return "\n".join(found)


def _as_asked(host) -> str:
    """The name of a host as browsers ask for it: "hồsơ.vn" as "xn--hs-3ya8001a.vn"."""
    try:
        labels = [label if label.isascii() else label.encode("idna").decode() for label in host.split(".")]
    except UnicodeError:
        sys.exit(f"“{host}” không phải tên máy chủ.")
    return ".".join(labels)


class Environment(environ.Env):
    """A blank is never a value, so none can switch a protection off; a word that is no value ends the start."""

    ENVIRON: dict[str, str]

    def __init__(self, file):
        super().__init__()
        Environment.ENVIRON = _present(os.environ)
        named = self.str("ENV_FILE", "")
        file = named or str(file)
        try:
            self.read_env(io.StringIO(_assignments(file, bool(named))))
        except UnicodeDecodeError:
            sys.exit(f"{file} không phải chữ UTF-8. Hãy lưu lại ở dạng UTF-8.")
        self.escape_proxy = True  # a value that begins with "$" is itself, not the name of another
        said = _present(Environment.ENVIRON)
        Environment.ENVIRON = {name: value.replace("$", r"\$") for name, value in said.items()}

    def bool(self, var, default=False) -> bool:
        word = self.str(var, "").strip().lower()
        if word and word not in ON | OFF:
            sys.exit(f"{var} phải là on hoặc off, không phải “{word}”.")
        return word in ON if word else default

    def secret(self, var) -> str:
        """What nobody may guess, "" where it is absent."""
        key = self.str(var, "").strip()
        if key and len(key) < SHORTEST_SECRET:
            sys.exit(f"{var} quá ngắn: ít nhất {SHORTEST_SECRET} chữ, hoặc để trống.")
        return key

    def int(self, var, default=0) -> int:
        """A whole number from 0."""
        word = self.str(var, str(default)).strip()
        if not (word.isascii() and word.isdigit()):
            sys.exit(f"{var} phải là một số, không phải “{word}”.")
        return int(word)

    def hosts(self, var, default=()) -> list[str]:
        """Names of hosts, with commas between them."""
        names = [part.strip() for part in self.str(var, "").split(",") if part.strip()]
        for name in names:
            if not re.fullmatch(r"\*|\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", name):
                sys.exit(f"{var} chỉ ghi tên máy chủ, như hoso.example.vn, không phải “{name}”.")
        return [_as_asked(name) for name in names] or [*default]

    def pairs(self, var) -> dict[str, str]:
        """name=value, with commas between them."""
        parts = [part.strip() for part in self.str(var, "").split(",") if part.strip()]
        if wrong := [part for part in parts if not re.fullmatch(r"[^=]+=[^=]+", part)]:
            sys.exit(f"{var} phải là nhóm=vai, cách nhau bằng dấu phẩy, không phải “{wrong[0]}”.")
        return {name.strip(): value.strip() for name, value in (part.split("=") for part in parts)}

    def site(self, var, path="") -> str:
        """Scheme and host of a site, and the `path` (a pattern) there, "" where it is absent."""
        address = self.str(var, "").strip().rstrip("/")
        if address and not re.fullmatch(
            rf"https?://([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{{1,5}})?{path}", address
        ):
            sys.exit(f"{var} phải là https://tên-máy-chủ, không phải “{address}”.")
        scheme, sign, rest = address.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{sign}{_as_asked(host)}{slash}{path}"

    def folder(self, var) -> str:
        """The path of a folder of the site, "" where it is absent."""
        path = self.str(var, "").strip()
        if path and not re.fullmatch(r"/([\w.-]+/)*", path):
            sys.exit(f"{var} phải là một đường dẫn như /tep-noi-bo/, không phải “{path}”.")
        return path

    def database(self, var, default) -> dict:
        """Django's settings of a connection."""
        try:
            with warnings.catch_warnings(action="error"):
                found = self.db_url(var, default)
            urlsplit(self.str(var, default))
            if not found["NAME"] or found["NAME"] == ":memory:":
                raise ValueError
            return connection_settings(found)
        except (ImproperlyConfigured, ValueError, UserWarning):  # its value may hold a password
            sys.exit(
                f"{var} phải là sqlite:////đường/dẫn hoặc postgres://người-dùng:mật-khẩu@máy-chủ:cổng/tên."
            )

    def databases(self, var) -> list[dict]:
        """The same of several addresses of PostgreSQL, with blanks between them."""
        found = []
        for number, address in enumerate(self.str(var, "").split(), 1):
            name = f"{var}, số {number}"
            Environment.ENVIRON[name] = address
            found.append(self.database(name, ""))
        return found

    def mail(self, var, default) -> dict:
        """Django's settings of the server that takes letters."""
        try:
            found = self.email_url(var, default)
            if "smtp" in found["EMAIL_BACKEND"] and not found["EMAIL_HOST"]:
                raise ValueError
        except (ImproperlyConfigured, ValueError):
            sys.exit(f"{var} phải là smtp+tls://người-dùng:mật-khẩu@máy-chủ:587 (hoặc smtp://, smtp+ssl://).")
        return found


def made_once(path: Path) -> str:
    """The secret in the file `path`, made on the first run. Readable by its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    try:
        path.parent.mkdir(exist_ok=True)
        partial = path.with_suffix(f".{secrets.token_hex(4)}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # the first of two processes wins; neither reads half a secret
            path.hardlink_to(partial)
        partial.unlink()
    except OSError as error:
        sys.exit(
            f"Không ghi được {path}: {error.strerror}. Hãy cấp quyền ghi cho thư mục var/ hoặc đặt SECRET_KEY."
        )
    return path.read_text().strip()
