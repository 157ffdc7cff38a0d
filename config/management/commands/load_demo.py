"""Fill an installation with the demo."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo import loading
from config.demo.accounts import ACCOUNTS, PASSWORD
from config.demo.loading import Loaded, NotADemo


class Command(BaseCommand):
    help = (
        "Load the demo: an event of 2024, an invented one that lies ahead with its registrations, and "
        "accounts whose password is public. Loading again changes nothing, except that the invented event "
        "moves when it has come close."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="load beside other data; opens accounts, an administrator's among them, to everybody",
        )

    def handle(self, *, force: bool, **options: Any) -> None:
        try:
            loaded = loading.load(now=timezone.now(), beside_other_data=force)
        except NotADemo as error:
            raise CommandError(
                "This database holds events or accounts that are not the demo’s. The demo would add accounts "
                "whose password everybody knows, an administrator’s among them, so it is not loaded here. "
                "Use an empty database (DATABASE_URL), or --force if this one holds nothing of value."
            ) from error
        if options["verbosity"]:
            self.stdout.write("\n".join([*_what_was_done(loaded), "", *_accounts()]))


def _what_was_done(loaded: Loaded) -> list[str]:
    lines = [
        f"Loaded “{event.short_title}” with {event.sessions.count()} sessions and "
        f"{event.registrations.verified().count()} registrations: {settings.BASE_URL}/events/{event.slug}/"
        for event in loaded.new_events
    ]
    if loaded.moved_to:
        lines.append(f"The invented event had come close; it now begins on {loaded.moved_to:%A %d %B %Y}.")
    if not loaded.could_publish:
        lines.append("Its agenda has errors, so the new dates are not public: publish it in the admin.")
    return lines or ["The demo is loaded; what was changed in it stays as it is."]


def _accounts() -> list[str]:
    width = max(map(len, ACCOUNTS))
    return [
        f"Demo accounts, all with the password {PASSWORD} unless you have changed it:",
        *(f"  {email:<{width}}  {entry.tries}" for email, entry in ACCOUNTS.items()),
    ]
