"""Publish an event's agenda."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events import agenda, checks, differences, releases
from events.checks import Finding, Severity
from events.differences import Change, Detail
from events.models import AgendaRelease, Event
from events.texts import choose

MOST_LINES = 40


class Command(BaseCommand):
    help = (
        "Checks an event's draft, says how it differs from what the public reads now, and publishes it. "
        "Errors stop the publication; so do warnings, unless --in-spite-of-warnings is given. "
        "With --release, publishes an older release again instead, as a new one, without checking it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The last part of the event's address.")
        parser.add_argument("--note", default="", help="What changed and why, kept with the release.")
        parser.add_argument(
            "--in-spite-of-warnings", action="store_true", help="Publish in spite of warnings."
        )

        parser.add_argument(
            "--release",
            type=int,
            metavar="NUMBER",
            help="Publish this older release again instead of the draft, which stays as it is.",
        )

    def handle(
        self, *, slug: str, note: str, in_spite_of_warnings: bool, release: int | None, **options: Any
    ) -> None:
        event = Event.objects.select_related("current_release").filter(slug=slug).first()
        if event is None:
            raise CommandError(_("There is no event with the address %(slug)s.") % {"slug": slug})
        at_most = None if options["verbosity"] > 1 else MOST_LINES
        if release is None:
            self._publish_draft(event, note, at_most=at_most, in_spite_of_warnings=in_spite_of_warnings)
        else:
            self._publish_again(event, release, note, at_most=at_most)

    def _publish_draft(
        self, event: Event, note: str, *, at_most: int | None, in_spite_of_warnings: bool
    ) -> None:
        draft = agenda.document(event)
        published = releases.current_content(event)
        if draft == published:
            self.stdout.write(_("Nothing has changed: the public reads this agenda already."))
            return
        findings = checks.check(draft)
        self._list([_finding(finding) for finding in findings], at_most=at_most)
        self._list([_change(change) for change in differences.difference(published, draft)], at_most=at_most)
        if checks.has_errors(findings):
            raise CommandError(_("Errors stop the publication; nothing was published."))
        if findings and not in_spite_of_warnings:
            raise CommandError(
                _("Nothing was published because of the warnings; add --in-spite-of-warnings to publish.")
            )
        try:
            looked_at = releases.digest(draft)
            release = releases.publish(event, by=None, note=note, now=timezone.now(), looked_at=looked_at)
        except (releases.AgendaHasErrors, releases.DraftHasChanged) as error:
            raise CommandError(_("Somebody has just changed the draft; nothing was published.")) from error
        self._say_published(release)

    def _publish_again(self, event: Event, number: int, note: str, *, at_most: int | None) -> None:
        older = event.releases.filter(number=number).first()
        if older is None:
            raise CommandError(_("This event has no release %(number)d.") % {"number": number})
        published = releases.current_content(event)
        changes = differences.difference(published, older.content)
        try:
            release = releases.publish_again(
                older, by=None, note=note, now=timezone.now(), instead_of=event.current_release
            )
        except releases.IsPublicAlready:
            self.stdout.write(_("Nothing has changed: the public reads this agenda already."))
            return
        except releases.AnotherIsPublic as error:
            raise CommandError(
                _("Somebody has just published another release; nothing was published.")
            ) from error
        self._list([_change(change) for change in changes], at_most=at_most)
        self._say_published(release)

    def _say_published(self, release: AgendaRelease) -> None:
        self.stdout.write(
            _("Published as release %(number)d: %(url)s")
            % {"number": release.number, "url": release.event.public_url()}
        )

    def _list(self, lines: Sequence[str], *, at_most: int | None) -> None:
        for line in lines[:at_most]:
            self.stdout.write(line)
        if left := len(lines) - len(lines[:at_most]):
            self.stdout.write(
                ngettext(
                    "… and %(count)d more; --verbosity 2 shows it.",
                    "… and %(count)d more; --verbosity 2 shows them all.",
                    left,
                )
                % {"count": left}
            )


def _finding(finding: Finding) -> str:
    label = _("Error") if finding.severity == Severity.ERROR else _("Warning")
    return f"{label}: {finding.message}"


def _change(change: Change) -> str:
    title = choose(change.title, get_language() or settings.LANGUAGE_CODE)
    details = "; ".join(_detail(detail) for detail in change.details)
    return f"{change.label}: {title}" + (f" ({details})" if details else "")


def _detail(detail: Detail) -> str:
    values = " → ".join(value for value in (detail.before, detail.after) if value)
    return f"{detail.label}: {values}" if values else detail.label
