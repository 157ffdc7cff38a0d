"""Which files may belong to a session, and how they are handed out.

They lie in the private storage. Whoever asks for one gets it through a view that has looked, in the
programme as that reader knows it, whether it exists for them.
"""

import posixpath
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from events.models import Material

LARGEST_FILE = 100 * 1024 * 1024
BYTES_LOOKED_AT = 1024


@dataclass(frozen=True, slots=True)
class FileType:
    """What a file of this ending is sent as, and the bytes of which it begins with one."""

    content_type: str
    beginnings: tuple[bytes, ...]


_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

FILE_TYPES = {
    ".pdf": FileType("application/pdf", (b"%PDF-",)),
    ".pptx": FileType(f"{_OFFICE}.presentationml.presentation", _ZIP),
    ".docx": FileType(f"{_OFFICE}.wordprocessingml.document", _ZIP),
    ".xlsx": FileType(f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    ".ppt": FileType("application/vnd.ms-powerpoint", _OLE),
    ".doc": FileType("application/msword", _OLE),
    ".odp": FileType(f"{_OPEN_DOCUMENT}.presentation", _ZIP),
    ".odt": FileType(f"{_OPEN_DOCUMENT}.text", _ZIP),
    ".key": FileType("application/vnd.apple.keynote", _ZIP),
    ".zip": FileType("application/zip", _ZIP),
    ".png": FileType("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
}


def check_upload(file: File) -> None:
    """Raises ValidationError for a file that is too large, of another type, or not what its name says."""
    file_type = FILE_TYPES.get(posixpath.splitext(file.name or "")[1].lower())
    if file_type is None:
        raise ValidationError(
            _("Files of this type are not accepted. These are: %(endings)s.")
            % {"endings": ", ".join(ending.lstrip(".").upper() for ending in FILE_TYPES)}
        )
    if file.size > LARGEST_FILE:
        raise ValidationError(
            _("The file is too large: %(size)s. It may have %(most)s at most.")
            % {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_FILE)}
        )
    file.seek(0)
    beginning = file.read(BYTES_LOOKED_AT)
    file.seek(0)
    if not beginning.startswith(file_type.beginnings):
        raise ValidationError(_("The file is not what its name says. Save it again, and choose it anew."))


def download(name: str) -> FileResponse:
    """A file of the private storage, to be saved and never shown in place.

    The caller has looked at who asks. Raises Http404 for what is no file, or is lost.
    """
    storage = Material._meta.get_field("file").storage
    try:
        file: Any = storage.open(name) if name else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise Http404
    file_type = FILE_TYPES.get(posixpath.splitext(name)[1].lower())
    response = FileResponse(
        file,
        as_attachment=True,
        filename=posixpath.basename(name),
        content_type=file_type.content_type if file_type else "application/octet-stream",
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
