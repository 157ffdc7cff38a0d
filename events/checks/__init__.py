"""What stands in the way of publishing an agenda, and what its organizers should know before they do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import ngettext

from events.checks import audiences, people, places, translations
from events.checks.findings import Concern, Finding, Severity, Subject

__all__ = ["Concern", "Finding", "Severity", "Subject", "check", "has_errors"]

NAMED_OF_A_KIND = 50


def check(document: dict[str, Any]) -> list[Finding]:
    """Everything there is to say about a draft, errors first; n log n in the number of sessions.

    Cancelled sessions stay in the agenda as such, but occupy neither rooms nor people. Of one kind of
    finding only the first are named and the others counted, so that the answer can always be read.
    """
    sessions = [session for session in document["sessions"] if not session["is_cancelled"]]
    findings = [
        *places.outside_the_event(document, sessions),
        *places.rooms_taken_twice(document, sessions),
        *people.in_two_places(document, sessions),
        *people.changing_rooms(document, sessions),
        *places.beside_a_plenary(document, sessions),
        *places.beyond_the_room(document, sessions),
        *people.unconfirmed(document, sessions),
        *audiences.without_group(sessions),
        *places.without_room(document, sessions),
        *places.without_time(document),
        *translations.untranslated(document),
    ]
    return sorted(_bounded(findings), key=lambda finding: finding.severity != Severity.ERROR)


def has_errors(findings: list[Finding]) -> bool:
    return any(finding.severity == Severity.ERROR for finding in findings)


def _bounded(findings: Iterable[Finding]) -> Iterator[Finding]:
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.code].append(finding)
    for code, found in kinds.items():
        yield from found[:NAMED_OF_A_KIND]
        if (left := len(found) - NAMED_OF_A_KIND) > 0:
            yield Finding(
                found[0].severity,
                code,
                ngettext("… and %(count)d more of this kind.", "… and %(count)d more of this kind.", left)
                % {"count": left},
            )
