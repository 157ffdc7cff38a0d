"""What the check says: how grave it is, why it matters, and where it is mended."""

import enum
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Subject(enum.StrEnum):
    """What else than a session can be mended."""

    EVENT = "event"
    ROOM = "room"
    TRACK = "track"
    SPEAKER = "speaker"


@dataclass(frozen=True)
class Concern:
    """One row that a finding is about; ``key`` is its key in the document, "" for the event."""

    subject: Subject
    key: str = ""
    name: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing to mend; an error stops a publication, a warning asks."""

    severity: Severity
    code: str
    message: str
    session_codes: list[str] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)

    @property
    def explanation(self) -> str:
        """Why it matters, and how it is mended."""
        return str(EXPLANATIONS[self.code])


EXPLANATIONS = {
    "outside-event": _(
        "Readers and calendars take the event’s beginning and end for the frame of its agenda. Move the "
        "session, or let the event begin earlier or end later."
    ),
    "room-twice": _(
        "Two sessions cannot use one room at the same time. Move one of them to another time or room."
    ),
    "speaker-twice": _(
        "Nobody can be in two sessions at once. Move one of them, or let somebody else take the part. It "
        "may be right when somebody joins a session only for a while."
    ),
    "room-change": _(
        "Whoever goes from one room to the next needs time for the way and for setting up. Leave at least "
        "five minutes between the two sessions, or give them the same room."
    ),
    "beside-plenary": _(
        "Openings, ceremonies and closings are for everybody, unless they belong to a track. Whoever is in "
        "a session beside one misses it. Move the session, or give the ceremony its track."
    ),
    "beyond-room": _(
        "People will be turned away at the door. Choose a larger room, or correct the expected attendance."
    ),
    "unconfirmed": _(
        "Whoever is announced without having agreed may have to be taken back in public. Ask them, and "
        "mark the appearance as confirmed."
    ),
    "no-group": _(
        "As it stands nobody but organizers would know of it. Choose the groups it is for, or another "
        "audience."
    ),
    "no-room": _("Attendees will not know where to go. Give these sessions a room."),
    "no-time": _(
        "A session without a time is not part of the agenda. Give it a time, or leave it for later."
    ),
    "empty": _("The event becomes public, with an agenda that says that it follows."),
    "untranslated": _(
        "Readers of that language will see the text in the other one. Translate it, beside the original."
    ),
}
