"""How a kept file is sent. Who may see it was asked before."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

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
        "Content-Disposition": content_disposition_header(not stored.is_picture, download_name(stored, part)),
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
    response.headers["Content-Encoding"] = "identity"  # packed already: GZipMiddleware leaves it alone
    patch_cache_control(response, private=private, public=not private, no_cache=True)
    return response


def download_name(stored, part):
    """The name that a reader's copy gets: the uploader's, ending in what the part is."""
    return f"{stored.name.rpartition('.')[0]}.{part.rpartition('.')[2]}"
