"""How a kept file is sent. Who may see it was asked before."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from portal.base.text import fold

from .kinds import TYPES

#: A document opened by itself runs nothing and loads nothing, in whatever a browser takes it for.
POLICY = "default-src 'none'; sandbox"


def answer(stored, part, private=False):
    """The file `part` ("960.webp", "goc.pdf") of a StoredFile; Http404 for any other name.

    Asked about again each time (a record may be withdrawn), and then not sent again. With MEDIA_ACCEL nginx sends it.
    """
    if part not in stored.parts:
        raise Http404
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{stored.sha256[:32]}-{part}"',
    }
    kind = TYPES[part.rpartition(".")[2]]
    if settings.MEDIA_ACCEL:
        at = f"{settings.MEDIA_ACCEL.rstrip('/')}/{stored.sha256[:2]}/{stored.sha256}/{part}"
        response = HttpResponse(content_type=kind, headers={**headers, "X-Accel-Redirect": at})
    else:
        try:
            file = (stored.folder / part).open("rb")
        except OSError:
            raise Http404 from None
        response = FileResponse(file, content_type=kind, headers=headers)
    response.headers["Content-Disposition"] = disposition(stored, part)
    response.headers["Content-Encoding"] = "identity"  # packed already: GZipMiddleware leaves it alone
    response.headers["Cache-Control"] = f"{'private' if private else 'public'}, no-cache"
    return response


def disposition(stored, part):
    """Shown or downloaded, under the uploader's name: in ASCII for old programs, and as it is for all others."""
    name = f"{stored.name.rpartition('.')[0]}.{part.rpartition('.')[2]}"
    if name.isascii():
        return content_disposition_header(not stored.is_picture, name)
    plain = "".join(sign if sign.isalnum() or sign in " .-_()" else "_" for sign in fold(name))
    header = content_disposition_header(
        not stored.is_picture, plain.encode("ascii", "replace").decode().replace("?", "_")
    )
    return f"{header}; filename*=utf-8''{quote(name)}"
