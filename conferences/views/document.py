"""The file of a photo or document, for readers."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conferences.models import Document
from portal.files.serving import answer


@require_safe
def document_file(request, pk, part):
    """One part of the file of a document that stands on a published page; 404 for any other."""
    rows = Document.objects.published().filter(file__isnull=False).select_related("file")
    return answer(get_object_or_404(rows, pk=pk).file, part)
