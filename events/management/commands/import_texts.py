"""Bring translated texts back into an event."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import translating, translation_files
from events.models import Event
from events.translating import Plan, Replacement
from events.translation_files import MOST_BYTES, TranslationFile

MOST_LINES = 40
LONGEST_SHOWN = 60


class Command(BaseCommand):
    help = (
        "Takes a translator's file, XLSX or PO, into the texts of an event: all of it, or nothing. A second "
        "import changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event", metavar="SLUG", help="The last part of the event's address.")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and change nothing."
        )
        parser.add_argument(
            "--take-stale", action="store_true", help="Take translations of texts that changed since, too."
        )

    def handle(self, *, event: str, file: Path, dry_run: bool, take_stale: bool, **options: Any) -> None:
        self.most = None if options["verbosity"] > 1 else MOST_LINES
        found = Event.objects.filter(slug=event).first()
        if found is None:
            raise CommandError(_("There is no event with the address %(slug)s.") % {"slug": event})
        try:
            sent = translation_files.read(_content(file))
        except translation_files.Unreadable as error:
            raise CommandError(str(error)) from error
        planned = translating.plan(translating.texts_of(found), sent.translations, to=sent.language)
        stale = {one.text.key for one in planned.stale}
        self._say(planned, sent, take_stale=take_stale)
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
            return
        impossible = planned.faults
        wanted = [
            one
            for one in sent.translations
            if one.key not in impossible and (take_stale or one.key not in stale)
        ]
        try:
            saved = translating.save(
                found, wanted, to=sent.language, by=None, now=timezone.now(), take_stale=take_stale
            )
        except translating.Refused as refusal:
            reasons = "".join(f"\n  {key}: {fault}" for key, fault in refusal.faults.items())
            raise CommandError(_("Nothing was changed:") + reasons) from refusal
        except translating.Overtaken as refusal:
            raise CommandError(
                _("Nothing was changed: somebody changed these texts at this moment. Import once more.")
            ) from refusal
        count = len(saved.taken) + len(saved.stale)
        self.stdout.write(
            ngettext("%(count)d text was changed.", "%(count)d texts were changed.", count) % {"count": count}
        )

    def _say(self, planned: Plan, sent: TranslationFile, *, take_stale: bool) -> None:
        self._list(_("To be changed"), map(_in_a_line, planned.taken))
        stale = _("Stale, taken") if take_stale else _("Stale, not taken: the text changed since")
        self._list(stale, map(_in_a_line, planned.stale))
        faults = {**sent.faults, **planned.faults}
        self._list(_("Not taken"), [f"{key[:LONGEST_SHOWN]}: {fault}" for key, fault in faults.items()])
        self._list(_("Not a text of this event"), [key[:LONGEST_SHOWN] for key in planned.unknown])
        self.stdout.write(
            _("%(unchanged)d as they are, %(untranslated)d not translated.")
            % {"unchanged": planned.unchanged, "untranslated": sent.untranslated}
        )

    def _list(self, heading: str, lines: Iterable[str]) -> None:
        all_lines = list(lines)
        if not all_lines:
            return
        self.stdout.write(f"{heading} ({len(all_lines)}):")
        for line in all_lines[: self.most]:
            self.stdout.write(f"  {line}")
        if self.most and len(all_lines) > self.most:
            left = len(all_lines) - self.most
            self.stdout.write(_("  and %(count)d more; --verbosity 2 shows them all.") % {"count": left})


def _in_a_line(one: Replacement) -> str:
    return f"{one.text.where}, {one.text.label}: {_short(one.present) or '–'} → {_short(one.target)}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1]}…"


def _content(file: Path) -> bytes:
    """The file's bytes, of a huge one only so many that it is refused for its size."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
        ) from error
