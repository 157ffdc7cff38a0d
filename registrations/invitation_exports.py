"""Who takes the list of invitations away; recorded like the lists of attendees."""

import tempfile
from typing import IO, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from registrations import exports
from registrations.export_columns import ExportColumn
from registrations.models import Export, ExportFormat, InvitationQuerySet, InvitationState


class Column(models.TextChoices):
    """What the list says of each invitation, in this order. Never the token: it is theirs alone."""

    STATE = "state", _("State")
    TICKET_TYPE = "ticket_type__name", _("Ticket type")
    FAMILY_NAME = "family_name", _("Family name")
    GIVEN_NAME = "given_name", _("Given name")
    NATIVE_NAME = "native_name", _("Name in native script")
    EMAIL = "email", _("E-mail address")
    ORGANIZATION = "organization_name", _("Organization")
    POSITION = "position", _("Position")
    COUNTRY = "country", _("Country")
    LANGUAGE = "language", _("Language")
    INVITED_AT = "invited_at", _("Invited")
    EXPIRES_AT = "expires_at", _("To be answered until")
    REMINDERS = "reminders_sent", _("Reminders")


MOMENTS = (Column.INVITED_AT, Column.EXPIRES_AT)


def take(export: Export, invitations: InvitationQuerySet) -> IO[bytes]:
    """The list as a file that vanishes when closed, once the export is on record."""
    zone = export.event.zone
    words: dict[Column, dict[Any, Any]] = {
        Column.STATE: {code: str(label) for code, label in InvitationState.choices},
        Column.COUNTRY: {code: str(name) for code, name in countries},
        Column.LANGUAGE: {code: str(name) for code, name in settings.LANGUAGES},
    }

    def cells(values: tuple[Any, ...]) -> list[Any]:
        row = []
        for column, value in zip(Column, values, strict=True):
            if column in MOMENTS:
                row.append(value.astimezone(zone).replace(microsecond=0))
            else:
                row.append(str(words.get(column, {}).get(value, value)))
        return row

    columns = [
        ExportColumn(
            name=column.value,
            label=f"{column.label} ({export.event.time_zone})" if column in MOMENTS else str(column.label),
            source=column.value,
        )
        for column in Column
    ]
    found = invitations.order_by("pk").values_list(*Column.values).iterator(chunk_size=exports.CHUNK_SIZE)
    rows = (cells(values) for values in found)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever takes the file closes it
    try:
        write = exports.write_csv if export.format == ExportFormat.CSV else exports.write_xlsx
        export.row_count = write(columns, rows, file)
        export.columns = Column.values
        export.sha256 = exports.sha256(file)
        export.save(force_insert=True)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
