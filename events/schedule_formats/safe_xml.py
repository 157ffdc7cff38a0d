"""XML from strangers, read without letting it reach for anything or grow."""

import contextlib
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from events.schedule_formats.schedule import Problem, ScheduleError

SAFELY: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


def read(content: bytes, *, at_most: int) -> etree._Element:
    """The root element, without comments and instructions. Raises ScheduleError.

    A document type declaration is refused before anything that it declares is read: only there
    can a document name files to fetch or entities to expand.
    """
    if len(content) > at_most:
        raise _refused(
            0, _("The file has more than %(megabytes)d megabytes.") % {"megabytes": at_most // 1_000_000}
        )
    try:
        with contextlib.suppress(_RootReached):
            # The stubs ask a target for every method; lxml calls those that it finds.
            etree.fromstring(content, etree.XMLParser(target=_Prolog(), **SAFELY))  # type: ignore[call-overload]
        return etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True, **SAFELY))
    except _Doctype:
        raise _refused(
            1,
            _(
                "The file has a document type declaration (<!DOCTYPE>). It can make a small file grow "
                "without bounds or read other files, and no schedule needs it: remove it."
            ),
        ) from None
    except etree.XMLSyntaxError as error:
        raise _refused(
            error.lineno or 0, _("This is not well-formed XML: %(reason)s") % {"reason": error.msg}
        ) from error


def _refused(line: int, message: str) -> ScheduleError:
    return ScheduleError([Problem(line, "", message)])


class _RootReached(Exception):
    """Everything that may stand before the root element has been seen."""


class _Doctype(Exception):
    pass


class _Prolog:
    """Stops the reader at the document type declaration or at the root element."""

    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        raise _Doctype

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise _RootReached

    def close(self) -> None:
        return None
