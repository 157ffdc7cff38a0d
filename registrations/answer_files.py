"""Which files attendees may send, where these lie, and when they go.

They lie in the private storage, under a name that says nothing; a view hands them out to whoever may
see the answer, always to be saved and never shown in place. A file that comes with a form which has to be
corrected waits for the form: a signed reference in the page binds it to its question. What no
registration holds is deleted, bytes and row, by the sweep.
"""

import datetime as dt
import posixpath
import unicodedata
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from registrations.models import AnswerFile, FileType, Question
from registrations.models.questions import MEGABYTE

WAITS_FOR = dt.timedelta(days=1)
SALT = "registrations.answer_files"
SWEPT_AT_ONCE = 500
MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * MEGABYTE
LONGEST_NAME = 120

BEGINNINGS: Mapping[str, bytes] = {
    FileType.PDF: b"%PDF-",
    FileType.JPEG: b"\xff\xd8\xff",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
    FileType.WORD: b"PK\x03\x04",
}
CONTENT_TYPES: Mapping[str, str] = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ENDINGS: Mapping[str, str] = {
    ".pdf": FileType.PDF,
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".png": FileType.PNG,
    ".docx": FileType.WORD,
}
# What a ZIP archive ends with; a picture or a document that holds it is two files in one.
END_OF_ARCHIVE = b"PK\x05\x06"
LONGEST_END_OF_ARCHIVE = 65_557


def accepted(question: Question) -> str:
    """What the browser is to offer, as HTML's accept attribute says it."""
    endings = [ending for ending, file_type in ENDINGS.items() if file_type in question.file_types]
    return ",".join([*endings, *(CONTENT_TYPES[each] for each in question.file_types)])


def type_of(upload: File, question: Question) -> FileType:
    """What the file is. Raises ValidationError for what the question does not take."""
    wanted = ", ".join(str(FileType(each).label) for each in question.file_types)
    named = ENDINGS.get(posixpath.splitext(upload.name or "")[1].lower())
    if named is None or named not in question.file_types:
        raise ValidationError(
            _("Files of this type are not accepted. These are: %(types)s.") % {"types": wanted}
        )
    if not upload.size:
        raise ValidationError(_("The file is empty. Save it again, and choose it anew."))
    if upload.size > question.largest_file * MEGABYTE:
        raise ValidationError(
            _("The file is too large: %(size)s. It may have %(most)s at most.")
            % {"size": filesizeformat(upload.size), "most": filesizeformat(question.largest_file * MEGABYTE)}
        )
    if not _is_what_it_says(upload, named):
        raise ValidationError(_("The file is not what its name says. Save it again, and choose it anew."))
    return FileType(named)


def keep(upload: UploadedFile, question: Question, *, now: dt.datetime) -> AnswerFile:
    """Store the file until a registration holds it, or the sweep comes. It has been looked at before."""
    file_type = type_of(upload, question)
    kept = AnswerFile(
        question=question, name=_tidy(upload.name or "", file_type), type=file_type, uploaded_at=now
    )
    kept.size = upload.size or 0
    kept.file.save(kept.name, upload, save=False)
    kept.save(force_insert=True)
    return kept


def reference(file: AnswerFile) -> str:
    """What a page says to get back to the file: only this server can have made it."""
    return signing.dumps([file.question_id, file.code], salt=SALT, compress=False)


def waiting(referred: str, question: Question) -> AnswerFile | None:
    """The file that waits for the form; None when it is gone, or belongs elsewhere."""
    try:
        question_id, code = signing.loads(referred, salt=SALT, max_age=WAITS_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if question_id != question.pk:
        return None
    return AnswerFile.objects.filter(code=code, question=question, registration__isnull=True).first()


def download(file: AnswerFile | None) -> FileResponse:
    """The file, to be saved. The caller has looked at who asks. Raises Http404 for one that is lost."""
    if file is None:
        raise Http404
    try:
        opened: Any = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        opened, as_attachment=True, filename=file.name, content_type=CONTENT_TYPES[file.type]
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def sweep(*, now: dt.datetime) -> int:
    """Delete what no registration holds and no form can wait for any more; how many that were."""
    swept = 0
    left = AnswerFile.objects.filter(registration__isnull=True, uploaded_at__lte=now - WAITS_FOR)
    while batch := list(left.order_by("pk")[:SWEPT_AT_ONCE]):
        for file in batch:
            # The bytes first: a row without them is swept again, bytes without a row never.
            file.file.delete(save=False)
        AnswerFile.objects.filter(pk__in=[file.pk for file in batch], registration__isnull=True).delete()
        swept += len(batch)
    return swept


def _tidy(name: str, file_type: FileType) -> str:
    """The name that the attendee gave it, without folders, control characters or changes of direction."""
    stem = posixpath.splitext(posixpath.basename(name.replace("\\", "/")))[0]
    shown = "".join(
        character
        for character in unicodedata.normalize("NFC", stem)
        if unicodedata.category(character)[0] != "C" and character not in '/\\:*?"<>|'
    )
    stem = " ".join(shown.split()).strip(". ") or "file"
    return f"{stem[: LONGEST_NAME - len(file_type) - 1]}.{file_type}"


def _is_what_it_says(upload: File, file_type: str) -> bool:
    upload.seek(0)
    try:
        if not upload.read(16).startswith(BEGINNINGS[file_type]):
            return False
        if file_type == FileType.WORD:
            return _is_word(upload)
        upload.seek(max(0, upload.size - LONGEST_END_OF_ARCHIVE))
        return END_OF_ARCHIVE not in upload.read()
    finally:
        upload.seek(0)


def _is_word(upload: File) -> bool:
    """Whether it is a Word document of ordinary size; nothing in it is unpacked."""
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    found = {entry.filename for entry in entries}
    return (
        {"[Content_Types].xml", "word/document.xml"} <= found
        and len(entries) <= MOST_ENTRIES
        and sum(entry.file_size for entry in entries) <= MOST_UNPACKED
        and not any(name.startswith("/") or ".." in name.split("/") for name in found)
        and not any(name.endswith("vbaProject.bin") for name in found)
    )
