"""How a line of the log is written."""

import json
import logging
import time
from contextvars import ContextVar

#: The id of the request that is answered now.
current_id: ContextVar[str] = ContextVar("request_id", default="")


class JSONLines(logging.Formatter):
    """A record as one line of JSON, with the id of the request that it belongs to."""

    EXTRA = ("method", "path", "view", "status", "ms")

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": current_id.get(),
        }
        line |= {name: getattr(record, name) for name in self.EXTRA if hasattr(record, name)}
        # What is refused is the visitor's mistake, and 503 a database that is away: where in the code that was found
        # helps nobody.
        status = getattr(record, "status_code", 500)
        if record.exc_info and status == 503:
            line["error"] = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}".partition("\n")[0]
        elif record.exc_info and status >= 500:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
