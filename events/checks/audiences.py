"""Whether what is kept for groups has a group to be kept for."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from events.checks import words
from events.checks.findings import Finding, Severity
from events.models import Audience


def without_group(sessions: list[dict[str, Any]]) -> Iterator[Finding]:
    for session in sessions:
        for part in (session, *session["materials"]):
            if part["audience"] == Audience.GROUPS and not part["groups"]:
                message = gettext("%(title)s is kept for groups, but for none of them.")
                yield Finding(
                    Severity.ERROR, "no-group", message % {"title": words.title(part)}, [session["code"]]
                )
