"""Who comes into a session by an import, who leaves it, and whose part in it changes.

What an organizer added by hand (a speaker of their own, an unnamed participant, another role where the
file names none) stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from events import schedule_people
from events.models import Appearance, AppearanceRole, Session, SessionKind
from events.schedule_affiliations import Affiliations, Organizations, written_in
from events.schedule_formats import PersonEntry
from events.schedule_people import People
from events.texts import translations

ROLES = {
    SessionKind.KEYNOTE: AppearanceRole.KEYNOTE_SPEAKER,
    SessionKind.PANEL: AppearanceRole.PANELIST,
}
FIELDS = ("role", "affiliation")


@dataclass
class Parts:
    """The appearances of a session that are to be written."""

    coming: list[Appearance] = field(default_factory=list)
    going: list[Appearance] = field(default_factory=list)
    changed: list[Appearance] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.coming or self.going or self.changed)


@dataclass(frozen=True)
class Cast:
    """Everybody whom a schedule names, settled."""

    people: People
    organizations: Organizations
    affiliations: Affiliations

    def parts(self, session: Session, present: Sequence[Appearance], entries: Sequence[PersonEntry]) -> Parts:
        """What is to change so that those whom the file names are in the session."""
        parts = Parts()
        usual = ROLES.get(SessionKind(session.kind), AppearanceRole.SPEAKER)
        unnamed = {
            (text, appearance.organization_id)
            for appearance in present
            for text in translations(appearance, "unnamed").values()
        }
        by_speaker = {
            appearance.speaker_id: appearance for appearance in reversed(present) if appearance.speaker_id
        }
        wanted = set()
        for order, entry in enumerate(entries, start=1):
            organization = self.organizations.named(entry.organization)
            if not entry.name:
                if (entry.position, organization.pk if organization else None) not in unnamed:
                    parts.coming.append(
                        Appearance(
                            session=session,
                            organization=organization,
                            role=entry.role or usual,
                            order=order,
                            **{f"unnamed_{written_in(entry.position)}": entry.position[:200]},
                        )
                    )
                continue
            speaker = self.people.by_key[entry.key]
            affiliation = self.affiliations.of(speaker, organization, entry.position)
            wanted.add(speaker.pk)
            found = by_speaker.get(speaker.pk)
            if found is None:
                role = entry.role or usual
                parts.coming.append(
                    Appearance(
                        session=session, speaker=speaker, affiliation=affiliation, role=role, order=order
                    )
                )
            elif _change(found, entry, affiliation_id=affiliation.pk if affiliation else None):
                parts.changed.append(found)
        parts.going = [
            appearance
            for appearance in present
            if appearance.speaker
            and appearance.speaker.pk not in wanted
            and schedule_people.is_imported(appearance.speaker)
        ]
        return parts


def _change(found: Appearance, entry: PersonEntry, *, affiliation_id: int | None) -> bool:
    """Give an appearance what the file says of it; whether that changed anything."""
    before = (found.role, found.affiliation_id)
    found.role = entry.role or found.role
    found.affiliation_id = affiliation_id or found.affiliation_id
    return before != (found.role, found.affiliation_id)


def in_words(appearances: Sequence[Appearance]) -> str:
    """Those who appear, with their roles and affiliations, for a list of changes."""
    return "; ".join(_in_words(appearance) for appearance in appearances)


def _in_words(appearance: Appearance) -> str:
    name = appearance.speaker.name if appearance.speaker else str(appearance.unnamed)
    role = AppearanceRole(appearance.role).label
    organization = appearance.affiliation.organization if appearance.affiliation else appearance.organization
    return f"{name} ({role}), {organization}" if organization else f"{name} ({role})"
