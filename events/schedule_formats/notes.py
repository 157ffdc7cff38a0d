"""What is to say about a file while it is read: what refuses it, and what was tolerated."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import ngettext

from events.schedule_formats.schedule import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the file, and the name of what stands there."""

    line: int
    name: str = ""


class Notes:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._warnings: list[Problem] = []
        self._tallies: dict[str, list[Place]] = defaultdict(list)

    def refuse(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place.line, place.name, message))

    def refuse_once(self, place: Place, message: str) -> None:
        """Refuse for what would be said again of all that follows."""
        if not any(problem.message == message for problem in self.problems):
            self.refuse(place, message)

    def warn(self, place: Place, message: str) -> None:
        self._warnings.append(Problem(place.line, place.name, message))

    def tally(self, what: str, place: Place) -> None:
        """Count what many places have in common; one warning names the first and the number."""
        self._tallies[what].append(place)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        counted = [
            Problem(places[0].line, places[0].name, _counted(what, len(places)))
            for what, places in self._tallies.items()
        ]
        return tuple(sorted([*self._warnings, *counted], key=lambda problem: problem.line))


def _counted(what: str, count: int) -> str:
    messages = {
        "no-guid": ngettext(
            "%(count)d event has no guid; it is known by its id.",
            "%(count)d events, this one first, have no guid; they are known by their ids.",
            count,
        ),
        "odd-guid": ngettext(
            "%(count)d event has a guid that is not a UUID; it is taken as it stands.",
            "%(count)d events, this one first, have a guid that is not a UUID; they are taken as they stand.",
            count,
        ),
        "no-end": ngettext(
            "%(count)d session says no end; it is taken to last until the next one in its room, or half an "
            "hour.",
            "%(count)d sessions, this one first, say no end; each is taken to last until the next one in its "
            "room, or half an hour.",
            count,
        ),
        "not-accepted": ngettext(
            "%(count)d session is not accepted at its source; it is left out.",
            "%(count)d sessions, this one first, are not accepted at their source; they are left out.",
            count,
        ),
        "no-time": ngettext(
            "%(count)d session has no time; it comes in unscheduled.",
            "%(count)d sessions, this one first, have no time; they come in unscheduled.",
            count,
        ),
        "no-stamp": ngettext(
            "%(count)d entry lacks its DTSTAMP, which the standard demands.",
            "%(count)d entries, this one first, lack their DTSTAMP, which the standard demands.",
            count,
        ),
        "made-identifier": ngettext(
            "%(count)d session has no identifier; it is known by its title.",
            "%(count)d sessions, this one first, have no identifier; they are known by their titles.",
            count,
        ),
        "formula": ngettext(
            "%(count)d cell has a formula; its last computed value is taken.",
            "%(count)d cells, this one first, have a formula; the last computed values are taken.",
            count,
        ),
        "no-language": ngettext(
            "%(count)d event names no language.", "%(count)d events, this one first, name no language.", count
        ),
        "link": ngettext(
            "%(count)d link is left out.", "%(count)d links, this one first, are left out.", count
        ),
        "attachment": ngettext(
            "%(count)d attachment is left out.", "%(count)d attachments, this one first, are left out.", count
        ),
    }
    return messages[what] % {"count": count}
