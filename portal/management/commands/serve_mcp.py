"""The record for machines that ask: a read-only server of the Model Context Protocol (docs/decisions/mcp.md).

Its tools ask the site itself, as a reader without cookies would, so they can say nothing that no page says; what comes
back bears its sources, the places in them and the version of the data already.
"""

import json
from contextlib import closing
from itertools import islice
from typing import Any, Literal
from urllib.parse import unquote, urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application

MOST = 50  # rows of one answer
Noun = Literal["conferences", "officials", "recommendations", "figures", "provinces", "tasks", "sources"]
#: {what a tool calls a list: its address}.
LISTS: dict[Noun, str] = {
    "conferences": "/hoi-nghi",
    "officials": "/dai-bieu",
    "recommendations": "/kien-nghi",
    "figures": "/so-lieu",
    "provinces": "/tinh-thanh",
    "tasks": "/nhiem-vu",
    "sources": "/nguon",
}
INSTRUCTIONS = (
    "Hồ sơ công khai các hội nghị KH&CN vùng của Việt Nam. Public record of Vietnam's regional S&T conferences. "
    "Every row has `dan_chung`: its sources (`nguon`, `dia_chi_nguon`), the place in each (`cho_trong_nguon`), and "
    "`phien_ban`, the version of the data. Cite them. `chua_co_nguon` names facts that no source carries, `suy_ra` "
    "those that are only implied."
)


class SiteRefusal(Exception):
    """The site refused what was asked; the sentence says why."""


class Site:
    """The site in this process, asked by GET."""

    def __init__(self):
        self.application = get_wsgi_application()
        given = urlsplit(settings.SITE_ADDRESS)
        hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
        self.host = given.netloc or (hosts or ["localhost"])[0]

    def get(self, path: str, query: dict[str, Any], most: int | None = None) -> bytes:
        """The answer at `path`, of a list its first `most` lines. Raises SiteRefusal where the status is not 200."""
        said: list[str] = []
        environ = {
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": urlencode(query, doseq=True),
            "HTTP_HOST": self.host,
            "HTTP_ACCEPT": "application/json",
            "wsgi.url_scheme": "https" if settings.HTTPS else "http",
        }
        setup_testing_defaults(environ)
        with closing(self.application(environ, lambda status, _headers: said.append(status))) as parts:
            content = b"".join(
                parts if most is None or not said[0].startswith("200") else islice(parts, most)
            )
        if not said[0].startswith("200"):
            raise SiteRefusal(f"{said[0]}: {path}")
        return content

    def rows(self, path: str, query: dict[str, Any], most: int) -> dict[str, Any]:
        """The first rows of a list, and whether there are more."""
        most = max(1, min(most, MOST))
        lines = self.get(f"{path}.jsonl", query, most + 1).splitlines()
        return {"rows": [json.loads(line) for line in lines[:most]], "more": len(lines) > most}

    def record(self, address: str) -> dict[str, Any]:
        """A record by the address of its page, with or without scheme and host."""
        path = unquote(urlsplit(address).path)
        return json.loads(self.get(f"{path.rstrip('/').removesuffix('.json')}.json", {}))


def make_server() -> Any:
    """The server with its four tools (an MCPServer). Raises ImportError without the package `mcp`."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    site = Site()
    server = MCPServer("hoso-hoi-nghi", title=settings.SITE_NAME, instructions=INSTRUCTIONS)
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    async def ask(function, *args) -> dict[str, Any]:
        try:
            return await sync_to_async(function)(*args)
        except (SiteRefusal, ValueError) as refusal:
            raise ToolError(str(refusal)) from refusal

    @server.tool(annotations=reads)
    async def search(words: str, limit: int = 10) -> dict[str, Any]:
        """Searches the whole record, with or without Vietnamese marks; the best first."""
        return await ask(site.rows, "/tim-kiem", {"q": words}, limit)

    @server.tool(annotations=reads)
    async def record(address: str) -> dict[str, Any]:
        """One record whole, by its address (`dia_chi`): each fact with its sources, and the gaps."""
        return await ask(site.record, address)

    @server.tool("list", annotations=reads)
    async def list_rows(noun: Noun, filters: dict[str, str] | None = None, limit: int = 20) -> dict[str, Any]:
        """The rows of a list. `filters` are the words of the address of that list, such as q, tinh, vung, nam."""
        return await ask(site.rows, LISTS[noun], filters or {}, limit)

    @server.tool(annotations=reads)
    async def figures(
        words: str = "", filters: dict[str, str] | None = None, limit: int = 20
    ) -> dict[str, Any]:
        """Figures stated at conferences, as printed and as numbers, with who stated them."""
        asked = {**(filters or {}), **({"q": words} if words else {})}
        return await ask(site.rows, LISTS["figures"], asked, limit)

    return server


class Command(BaseCommand):
    help = "Cho máy hỏi hồ sơ theo Model Context Protocol, chỉ đọc: qua stdio, hoặc qua HTTP với --http CỔNG."

    def add_arguments(self, parser):
        parser.add_argument("--http", type=int, metavar="CỔNG", help="Nghe HTTP ở 127.0.0.1, địa chỉ /mcp.")

    def handle(self, http, **options):
        try:
            server = make_server()
        except ImportError as error:
            raise CommandError("Cần gói mcp: cài nhóm “mcp” của pyproject.toml.") from error
        if http is None:
            server.run("stdio")
            return
        from mcp.server.transport_security import TransportSecuritySettings

        hosts = [
            name for host in (*settings.LOOPBACK, *settings.ALLOWED_HOSTS) for name in (host, f"{host}:*")
        ]
        server.run(
            "streamable-http",
            port=http,
            stateless_http=True,
            json_response=True,
            transport_security=TransportSecuritySettings(allowed_hosts=hosts),
        )
