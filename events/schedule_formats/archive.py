"""Zip archives from strangers: how many files they may hold, and how large these may grow."""

import io
import zipfile
import zlib

from django.utils.translation import gettext as _

from events.schedule_formats.schedule import Problem, ScheduleError

MOST_FILES = 500
MOST_BYTES = 60_000_000
BEGINNING = b"PK\x03\x04"


def is_one(content: bytes) -> bool:
    return content.startswith(BEGINNING)


def read(content: bytes) -> dict[str, bytes]:
    """The files of the archive by name. Raises ScheduleError for what is broken, locked or would grow.

    Nothing is written anywhere, so names may be what they like.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES:
                raise _refused(_("The archive has more than %(number)d files.") % {"number": MOST_FILES})
            # A member never gives more than the size that is stated for it: the reader stops there.
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise _refused(
                    _("Unpacked, the file has more than %(megabytes)d megabytes.")
                    % {"megabytes": MOST_BYTES // 1_000_000}
                )
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _refused(_("The archive is broken: %(reason)s") % {"reason": error}) from error
    except (RuntimeError, NotImplementedError) as error:
        raise _refused(_("The archive is locked by a password, or packed in an unusual way.")) from error


def packed(files: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    packing = io.BytesIO()
    with zipfile.ZipFile(packing, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packing.getvalue()


def _refused(message: str) -> ScheduleError:
    return ScheduleError([Problem(0, "", message)])
