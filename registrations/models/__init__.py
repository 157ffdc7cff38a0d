from registrations.models.exports import Export, ExportFormat
from registrations.models.registrations import (
    LIVE,
    SEATED,
    VERIFIED,
    Registration,
    RegistrationQuerySet,
    RepeatedRegistration,
    Status,
    StatusChange,
    new_ticket_code,
    new_token,
)
from registrations.models.ticket_types import TicketType, TicketTypeQuerySet

__all__ = [
    "LIVE",
    "SEATED",
    "VERIFIED",
    "Export",
    "ExportFormat",
    "Registration",
    "RegistrationQuerySet",
    "RepeatedRegistration",
    "Status",
    "StatusChange",
    "TicketType",
    "TicketTypeQuerySet",
    "new_ticket_code",
    "new_token",
]
