"""Who has registered for the invented event, since when, and what became of it.

Everything follows from the place in the list, so that each loading tells the same story.
"""

import enum
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from config.demo.dialogue.attendee_names import FROM_ABROAD, FROM_JAPAN, NameStock
from config.demo.dialogue.employers import ABROAD, AT_HOME, Post

OPENED_DAYS_AGO = 35


class Step(enum.Enum):
    FILL_IN = "fill in"
    REGISTER = "register"
    APPROVE = "approve"
    DECLINE = "decline"
    CANCEL = "cancel"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Happening:
    """A step that one attendee, or staff, took so many days ago at that minute of the day."""

    days_ago: int
    minute: int
    attendee: int
    step: Step
    reason: str = ""


@dataclass(frozen=True)
class Attendee:
    ticket_type: str
    post: Post
    details: Mapping[str, Any]


Course = tuple[tuple[int, Step, str], ...]
"""So many days after the one before, a step, its reason."""

LEAVES: Course = ((5, Step.CANCEL, ""),)
LEAVES_YESTERDAY: Course = ((24, Step.CANCEL, ""),)
APPROVED: Course = ((2, Step.APPROVE, ""),)
APPROVED_AND_LEAVES: Course = ((2, Step.APPROVE, ""), (6, Step.CANCEL, ""))
OUTSIDE: Course = ((3, Step.DECLINE, "Outside the audience of the event"),)
ONE_TOO_MANY: Course = ((2, Step.DECLINE, "Two colleagues of the same newsroom are confirmed already"),)
UNANSWERED: Course = ((14, Step.EXPIRE, "No answer to the reviewer’s question within two weeks"),)


@dataclass(frozen=True)
class Crowd:
    """So many registrations for a ticket type, and those among them for whom it went on."""

    count: int
    courses: Mapping[int, Course]
    unverified: int = 0
    """So many more filled the form in yesterday and have not verified their address yet."""


CROWDS = {
    "government": Crowd(50, dict.fromkeys((4, 13, 22, 31, 38), LEAVES)),
    "industry": Crowd(60, dict.fromkeys((7, 25, 44), LEAVES)),
    "academia-press": Crowd(
        32,
        dict.fromkeys(range(25), APPROVED)
        | dict.fromkeys((10, 17), APPROVED_AND_LEAVES)
        | dict.fromkeys((3, 15, 20), OUTSIDE)
        | dict.fromkeys((9, 23), ONE_TOO_MANY)
        | dict.fromkeys((6, 12), UNANSWERED),
    ),
    "showcase": Crowd(24, dict.fromkeys((8, 10, 11, 16), LEAVES) | {7: LEAVES_YESTERDAY}),
    "online": Crowd(34, dict.fromkeys((5, 19, 26), LEAVES), unverified=2),
}


def story() -> tuple[list[Attendee], list[Happening]]:
    """All attendees, and what happened in the order in which it did."""
    attendees: list[Attendee] = []
    happenings: list[Happening] = []
    people = _people()
    for ticket_type, crowd in CROWDS.items():
        for place in range(crowd.count + crowd.unverified):
            number = len(attendees)
            attendees.append(_attendee(ticket_type, place, next(people)))
            happenings += _course(crowd, place, number)
    happenings.sort(key=lambda happening: (-happening.days_ago, happening.minute))
    return attendees, happenings


def _people() -> Iterator[dict[str, Any]]:
    """Three from Japan, then two from elsewhere, and so on."""
    used: Counter[str] = Counter()
    abroad = 0
    for number in range(sum(crowd.count + crowd.unverified for crowd in CROWDS.values())):
        if number % 5 < 3:
            stock: NameStock = FROM_JAPAN
        else:
            stock = FROM_ABROAD[abroad % len(FROM_ABROAD)]
            abroad += 1
        yield stock.name(used[stock.country])
        used[stock.country] += 1


def _attendee(ticket_type: str, place: int, person: dict[str, Any]) -> Attendee:
    is_from_japan = person["country"] == "JP"
    posts = (AT_HOME if is_from_japan else ABROAD)[ticket_type]
    mailbox = f"{slugify(person['given_name'])}.{slugify(person['family_name'])}"
    domain = "example.org" if place % 2 else "example.com"
    # Most officials write from their ministry, and are in at once.
    if ticket_type == "government" and place % 17 != 16:
        domain = "ministry.gov.example"
    return Attendee(
        ticket_type=ticket_type,
        post=posts[place % len(posts)],
        details=person
        | {
            "email": f"{mailbox}@{domain}",
            # Some Japanese attendees registered on the English pages.
            "language": "ja" if is_from_japan and place % 6 else "en",
        },
    )


def _course(crowd: Crowd, place: int, number: int) -> Iterator[Happening]:
    if place >= crowd.count:
        yield Happening(1, 480 + number * 337 % 720, number, Step.FILL_IN)
        return
    days_ago = OPENED_DAYS_AGO - 1 - (OPENED_DAYS_AGO - 2) * place // crowd.count
    # Between eight in the morning and eight in the evening.
    yield Happening(days_ago, 480 + number * 337 % 720, number, Step.REGISTER)
    for days_later, step, reason in crowd.courses.get(place, ()):
        days_ago -= days_later
        yield Happening(days_ago, 540 + number * 211 % 480, number, step, reason)
