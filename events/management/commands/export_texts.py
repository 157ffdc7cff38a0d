"""Write the texts of an event for a translator."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import translating, translation_files
from events.models import Event
from events.translation_files import Format


class Command(BaseCommand):
    help = "Writes all texts of an event beside their translations, as a spreadsheet or a PO file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event", metavar="SLUG", help="The last part of the event's address.")
        parser.add_argument("--format", choices=[*Format], default=Format.XLSX, dest="file_format")
        parser.add_argument("--to", choices=settings.MODELTRANSLATION_LANGUAGES, required=True)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--missing", action="store_true", help="Only the texts that lack the language.")

    def handle(
        self, *, event: str, file_format: str, to: str, output: Path, missing: bool, **options: Any
    ) -> None:
        found = Event.objects.filter(slug=event).first()
        if found is None:
            raise CommandError(_("There is no event with the address %(slug)s.") % {"slug": event})
        texts = translating.texts_of(found)
        if missing:
            texts = [text for text in texts if text.lacks(to)]
        content = translation_files.write(texts, found, to=to, file_format=Format(file_format))
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(reason)s") % {"file": output, "reason": error.strerror}
            ) from error
        count = sum(bool(text.into(translating.source_of(to))) for text in texts)
        self.stdout.write(
            ngettext("%(count)d text is in %(file)s.", "%(count)d texts are in %(file)s.", count)
            % {"count": count, "file": output}
        )
