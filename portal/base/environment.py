"""What the environment says, and where it says nothing the file `.env`."""

import os
import sys

import environ

ON, OFF = {"on", "true", "yes", "ok", "y", "1"}, {"off", "false", "no", "n", "0"}


def _present(variables) -> dict[str, str]:
    """Those that say something: what is blank, or holds nothing between quotes, is as good as absent."""
    return {name: value for name, value in variables.items() if value.strip(" \t\r\n\"'")}


class Environment(environ.Env):
    """A blank is never a value, so none can switch a protection off; a word that is no value ends the start."""

    ENVIRON: dict[str, str]

    def __init__(self, file):
        super().__init__()
        Environment.ENVIRON = _present(os.environ)
        file = self.str("ENV_FILE", str(file))
        try:
            self.read_env(file, encoding="utf-8-sig")
        except UnicodeDecodeError:
            sys.exit(f"{file} không phải chữ UTF-8. Hãy lưu lại ở dạng UTF-8.")
        Environment.ENVIRON = _present(Environment.ENVIRON)

    def bool(self, var, default=False) -> bool:
        word = self.str(var, "").strip().lower()
        if word and word not in ON | OFF:
            sys.exit(f"{var} phải là on hoặc off, không phải “{word}”.")
        return word in ON if word else default

    def int(self, var, default=0) -> int:
        try:
            return super().int(var, default)
        except ValueError:
            sys.exit(f"{var} phải là một số, không phải “{self.str(var)}”.")

    def list(self, var, default=()) -> list[str]:
        return [part.strip() for part in self.str(var, "").split(",") if part.strip()] or [*default]
