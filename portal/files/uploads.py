"""From an upload to a StoredFile: hashed, known by its content, checked, kept."""

import hashlib
import os
import secrets
import shutil
import tempfile
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import documents, pictures
from .kinds import ENDINGS, LARGEST_FILE, MEGABYTE, PICTURES, beginning, harmless_name
from .models import StoredFile

#: nginx may read what is kept, whatever the service's umask; who comes to MEDIA_ROOT at all is the operator's to say.
READABLE = 0o755


def take(upload):
    """The StoredFile of `upload` (a Django UploadedFile), the one that is there if these bytes came before.

    Raises ValidationError with a sentence. What is kept without a record is cleared by `prune_media`.
    """
    if upload.size > LARGEST_FILE:
        raise ValidationError(
            _("Tệp quá lớn: tối đa %(size)s MB.") % {"size": LARGEST_FILE // MEGABYTE}, "large"
        )
    content = upload.read()
    if not content:
        raise ValidationError(_("Tệp rỗng."), "empty")
    digest = hashlib.sha256(content).hexdigest()
    known = StoredFile.objects.filter(sha256=digest).first()
    if known and known.folder.is_dir():
        return known
    kind, parts, width, height = examine(content, upload.name)
    about = {
        "kind": kind,
        "name": harmless_name(upload.name, kind),
        "size": len(content),
        "width": width,
        "height": height,
    }
    keep(StoredFile(sha256=digest, **about).folder, parts)
    if known:  # its files were lost
        return known
    return StoredFile.objects.get_or_create(sha256=digest, defaults=about)[0]


def examine(content, name):
    """(kind, {name of a part: bytes}, width, height) of what may be kept of `content`; raises ValidationError.

    Width and height are None for a document.
    """
    kind = kind_of(content, name)
    if kind in PICTURES:
        return kind, *pictures.renditions(content, kind)
    return kind, {f"goc.{kind}": content}, None, None


def kind_of(content, name):
    """One of KINDS; raises ValidationError on anything else, and where name and content disagree."""
    kind = beginning(content)
    if kind == "ole" and "EncryptedPackage".encode("utf-16-le") in content:
        raise ValidationError(_("Tệp có mật khẩu. Hãy lưu lại không mật khẩu rồi gửi."), "odd")
    if kind == "ole":
        raise ValidationError(
            _("Tệp Office cũ (DOC, XLS…). Hãy lưu thành DOCX, XLSX hay PDF rồi gửi."), "kind"
        )
    if kind is None:
        raise ValidationError(
            _("Không nhận loại tệp này. Ảnh: JPEG, PNG, WebP. Tài liệu: PDF, DOCX, XLSX, ODT."), "kind"
        )
    if kind == "pdf":
        documents.refuse_pdf(content)
    elif kind == "zip":
        kind = documents.kind_of_container(content)
    if PurePath(name.strip()).suffix.lower() not in ENDINGS[kind]:
        sentence = _(
            "Tên tệp không khớp với nội dung: bên trong là %(kind)s. Hãy đổi đuôi tên tệp thành .%(ending)s rồi gửi lại."
        )
        raise ValidationError(sentence % {"kind": kind.upper(), "ending": kind}, "renamed")
    return kind


def keep(folder, parts):
    """Writes `parts` ({name: bytes}) as `folder` in one step: it is there whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(folder.parent, READABLE)
    partial = tempfile.mkdtemp(dir=folder.parent, prefix=".dang-ghi-")
    try:
        for name, content in parts.items():
            with open(os.path.join(partial, name), "xb") as file:
                file.write(content)
                os.fsync(file.fileno())
            os.chmod(os.path.join(partial, name), READABLE & ~0o111)
        os.chmod(partial, READABLE)
        if folder.exists():  # half of it, from another time
            folder.rename(folder.parent / f".cu-{secrets.token_hex(8)}")
        os.rename(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
