"""What is kept of an attendee, handed over as a file or deleted.

Whoever asks for deletion gives the seat up at once. The mail that says so leaves first: what names the
attendee is deleted GRACE later, in the pass over what is due. What stays names nobody and is needed by
others: that a registration was made, moved from status to status and when (for counts and the audit), its
ticket type, sector and country; and invoices with what they say, which the law keeps (in the EU Directive
2006/112/EC, Articles 244 to 248; in Japan seven years).
"""

import contextlib
import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from registrations import (
    answer_words,
    delegation_purges,
    invitation_moves,
    invitation_purges,
    invitations,
    questions,
    seats,
)
from registrations.invitation_purges import NO_ADDRESS, NOBODY
from registrations.models import (
    BillingDetails,
    Delegation,
    Erasure,
    Invitation,
    Listing,
    PairDecision,
    Registration,
    ReviewDecision,
    ReviewQuestion,
    new_ticket_code,
    new_token,
)

GRACE = dt.timedelta(hours=24)
ERASED_AT_ONCE = 200
SHOWN_ANSWERS = tuple(field.name for field in Listing._meta.get_fields() if field.name.startswith("shows_"))


def as_document(registration: Registration) -> dict[str, Any]:
    """All that is kept of the attendee, as JSON values: what they told us, and what became of it.

    What offices said among themselves is theirs; the attendee gets the outcome.
    """
    return {
        "registration": {
            "event": registration.event.title,
            "ticket_type": registration.ticket_type.name,
            "status": registration.status,
            "given_name": registration.given_name,
            "family_name": registration.family_name,
            "name_order": registration.name_order,
            "native_name": registration.native_name,
            "email": registration.email,
            "organization": registration.organization_name,
            "sector": registration.sector,
            "position": registration.position,
            "country": str(registration.country),
            "language": registration.language,
            "ticket_code": registration.ticket_code,
            "registered_at": _moment(registration.registered_at),
            "consented_at": _moment(registration.consented_at),
        },
        "answers": [
            {"question": reading.question.text, "answer": reading.words}
            for reading in answer_words.answers_of(registration, with_sensitive=True)
        ],
        "corrections": [
            {
                "answer": change.question.text if change.question else change.field,
                "before": change.old_value,
                "after": change.new_value,
                "changed_at": _moment(change.changed_at),
            }
            for change in registration.answer_changes.select_related("question")
        ],
        "status_changes": [
            {"from": change.from_status, "to": change.to_status, "changed_at": _moment(change.changed_at)}
            for change in registration.status_changes.all()
        ],
        "questions_of_the_review": [
            {
                "question": question.text,
                "asked_at": _moment(question.asked_at),
                "answer": question.answer,
                "answered_at": _moment(question.answered_at),
            }
            for question in registration.review_questions.all()
        ],
        "address_changes": [
            {
                "to": change.email,
                "requested_at": _moment(change.requested_at),
                "confirmed_at": _moment(change.confirmed_at),
            }
            for change in registration.address_changes.all()
        ],
        # That staff saw them is the attendee's to know; who of the staff it was is the organizers'.
        "sensitive_answers_read": [
            {"at": _moment(reading.read_at), "on": reading.read_on}
            for reading in registration.sensitive_readings.all()
        ],
        "sessions": [
            {
                "session": choice.seats.session.title,
                "state": choice.state,
                "chosen_at": _moment(choice.chosen_at),
            }
            for choice in registration.session_seats.select_related("seats__session")
        ],
        "billing_details": _billing(registration),
        "invoices": [
            {"number": invoice.number, "state": invoice.state, **invoice.content}
            for invoice in registration.invoices.all()
        ],
        "shown_to_attendees": _listing(registration),
        "groups": [
            {
                "group": membership.group.name,
                "added_at": _moment(membership.added_at),
                "removed_at": _moment(membership.removed_at),
            }
            for membership in registration.group_memberships.select_related("group")
        ],
        "invitation": _invitation(registration),
        "delegation": _delegation(registration),
        "invitation_code": registration.invitation_code.code if registration.invitation_code else None,
        "entered_online_at": [_moment(entry.entered_at) for entry in registration.online_entries.all()],
    }


def ask_to_erase(registration: Registration, *, now: dt.datetime, by: User | None = None) -> Erasure:
    """End the registration if it is live, and have its data deleted GRACE later."""
    with transaction.atomic():
        if registration.is_live:
            seats.cancel(registration, now=now, by=by, reason=seats.DATA_TO_BE_DELETED)
        erasure, _is_new = Erasure.objects.get_or_create(
            registration=registration,
            defaults={"requested_at": now, "due_at": now + GRACE, "requested_by": by},
        )
        return erasure


def erase_due(*, now: dt.datetime) -> int:
    """Delete what is due to be deleted; return how many registrations that were. Safe to run twice."""
    due = Erasure.objects.filter(erased_at=None, due_at__lte=now).order_by("due_at", "pk")
    erased = 0
    for erasure in due.select_related("registration")[:ERASED_AT_ONCE]:
        _withdraw_invitations(erasure.registration, now=now)
        with transaction.atomic():
            erased += _erase(erasure.registration, now=now)
    return erased


def _erase(registration: Registration, *, now: dt.datetime) -> int:
    """Write over all that names the attendee, under the registration's lock; links and ticket die with it."""
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if Erasure.objects.filter(registration=registration, erased_at=None).update(erased_at=now) != 1:
        return 0
    for delegation in Delegation.objects.filter(
        event=registration.event_id, focal_point_email=registration.email
    ):
        delegation_purges.erase(delegation, now=now)
    Registration.objects.filter(pk=registration.pk).update(
        given_name="",
        family_name=NOBODY,
        native_name="",
        email=NO_ADDRESS.format(pk=registration.pk),
        organization=None,
        organization_name=NOBODY,
        position="",
        token=new_token(),
        ticket_code=new_ticket_code(),
    )
    own = Invitation.objects.filter(event=registration.event_id, email=registration.email)
    invited = Invitation.objects.filter(Q(pk__in=own.values("pk")) | Q(registration=registration))
    invitation_purges.erase(list(invited), now=now)
    registration.answer_changes.all().delete()
    registration.address_changes.all().delete()
    questions.forget(registration)
    registration.sensitive_readings.all().delete()
    registration.repetitions.all().delete()
    registration.group_memberships.all().delete()
    BillingDetails.objects.filter(registration=registration).delete()
    ReviewQuestion.objects.filter(registration=registration).update(text="", answer="")
    ReviewDecision.objects.filter(registration=registration).update(note="")
    registration.screening_matches.all().delete()
    registration.screenings.all().delete()
    Listing.objects.filter(registration=registration).delete()
    PairDecision.objects.filter(Q(first=registration) | Q(second=registration)).update(note="")
    return 1


def focal_point_as_document(delegation: Delegation) -> dict[str, Any]:
    """All that is kept of an organization's focal point, as JSON values."""
    return {
        "event": delegation.event.title,
        "organization": delegation.organization.name,
        "name": delegation.focal_point_name,
        "email": delegation.focal_point_email,
        "language": delegation.language,
        "opened_at": _moment(delegation.opened_at),
        "closes_at": _moment(delegation.closes_at),
    }


def _withdraw_invitations(registration: Registration, *, now: dt.datetime) -> None:
    """Whoever wants to be forgotten is invited no longer."""
    same_address = Invitation.objects.filter(event=registration.event_id, email=registration.email)
    for invitation in same_address.still_open().select_related("ticket_type"):
        with contextlib.suppress(invitation_moves.NotAsExpected):
            invitations.withdraw(invitation, reason=seats.DATA_TO_BE_DELETED, by=None, now=now)


def is_erased(registration: Registration) -> bool:
    """Whether nothing is left that names the attendee, or by which they could be reached."""
    return registration.email == NO_ADDRESS.format(pk=registration.pk)


def _invitation(registration: Registration) -> dict[str, Any] | None:
    """What the organizers wrote of the attendee before they answered."""
    invitation = Invitation.objects.filter(registration=registration).first()
    if invitation is None:
        return None
    names = ("email", "given_name", "family_name", "native_name", "position", "sector", "language")
    return {name: getattr(invitation, name) for name in names} | {
        "organization": invitation.organization_name,
        "country": str(invitation.country),
        "invited_at": _moment(invitation.invited_at),
        "reminded_at": _moment(invitation.reminded_at),
    }


def _delegation(registration: Registration) -> dict[str, Any] | None:
    """By whom the attendee was named."""
    delegation = registration.delegation
    if delegation is None:
        return None
    return {
        "organization": delegation.organization.name,
        "named_by": delegation.focal_point_name,
        "named_at": _moment(registration.registered_at),
    }


def _billing(registration: Registration) -> dict[str, str] | None:
    details = BillingDetails.objects.filter(registration=registration).first()
    if details is None:
        return None
    return {name: getattr(details, name) for name in ("name", "address", "tax_number", "reference")}


def _listing(registration: Registration) -> dict[str, Any] | None:
    listing = Listing.objects.filter(registration=registration).first()
    if listing is None:
        return None
    shown = [name.removeprefix("shows_") for name in SHOWN_ANSWERS if getattr(listing, name)]
    return {"to": listing.listed_to, "sectors": listing.sector_list, "answers": shown}


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else None
