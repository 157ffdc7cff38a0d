"""Who is invited in person, and what became of each invitation.

An invitation is for one address and is answered once, through a link that only its mail tells: whoever
has the link has the address, so nothing is verified a second time. It may keep a seat, which is counted
like any other (``registrations.seats`` takes and gives it) until the invitation is answered or ends. It
opens its ticket type from the day it is written until it expires, whatever the public form offers.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop

from accounts.models import User
from registrations import invitation_moves, places, questions, seats
from registrations.invitation_moves import NotAsExpected
from registrations.models import (
    Invitation,
    InvitationChange,
    InvitationQuerySet,
    InvitationState,
    Registration,
    TicketType,
    new_token,
)
from registrations.refusals import AlreadyRegistered, NoPlaceLeft

CAN_BE_INVITED_ANEW = (InvitationState.DECLINED, InvitationState.EXPIRED, InvitationState.WITHDRAWN)

# Stored in English, shown in the reader's language.
NOT_ANSWERED_IN_TIME = gettext_noop("It was not answered in time")

REMINDED_AGAIN_AFTER = dt.timedelta(hours=20)
EXPIRED_AT_ONCE = 200
REMINDED_AT_ONCE = 1000


def invite(
    ticket_type: TicketType,
    *,
    email: str,
    expires_at: dt.datetime,
    now: dt.datetime,
    by: User | None,
    **details: Any,
) -> Invitation:
    """Invite an address; the mail is owed with it. ``details`` are other fields of Invitation.

    Raises AlreadyInvited, AlreadyRegistered, and NoPlaceLeft where a seat is to be reserved and none is
    left; then nothing is written.
    """
    invitation = drafted(ticket_type, email=email, expires_at=expires_at, now=now, by=by, **details)
    live = registration_of(invitation)
    if live is not None:
        raise AlreadyRegistered(live)
    invite_all([invitation], now=now, by=by)
    return invitation


def invite_all(drafts: list[Invitation], *, now: dt.datetime, by: User | None) -> None:
    """Write drafted invitations, all or none. Raises AlreadyInvited and NoPlaceLeft."""
    reserving = [draft for draft in drafts if draft.reserves_seat]
    with invitation_moves.one_open_per_address(), transaction.atomic():
        if len(reserving) > 1:
            places.lock_all({draft.ticket_type_id for draft in reserving})
        for draft in reserving:
            _hold_seat(draft)
        invitation_moves.insert(drafts, now=now, by=by)


def drafted(
    ticket_type: TicketType,
    *,
    email: str,
    expires_at: dt.datetime,
    now: dt.datetime,
    by: User | None,
    **details: Any,
) -> Invitation:
    """An invitation that is not written yet."""
    return Invitation(
        event_id=ticket_type.event_id,
        ticket_type=ticket_type,
        attendance=ticket_type.attendances[0],
        state=InvitationState.INVITED,
        email=email.strip().lower(),
        expires_at=expires_at,
        invited_at=now,
        invited_by=by,
        **details,
    )


def registration_of(invitation: Invitation) -> Registration | None:
    """The live registration of the invited address, however it was made."""
    return Registration.objects.live().filter(event=invitation.event_id, email=invitation.email).first()


def accept(
    invitation: Invitation,
    *,
    attendance: str,
    now: dt.datetime,
    given: questions.Given = questions.NOTHING,
    **details: Any,
) -> Registration:
    """Register whoever was invited, with the seat that was kept if there is one.

    Raises NotAsExpected, AnswerTooLate, AlreadyRegistered, and NoPlaceLeft when they want to attend the
    other way than the seat was kept for and that is full; then nothing is written.
    """
    invitation_moves.refuse_when_late(invitation, now=now)
    details |= {"email": invitation.email, "attendance": attendance, "skips_review": invitation.skips_review}
    with transaction.atomic():
        if invitation.holds_seat and attendance != invitation.attendance:
            with seats.giving_back(invitation.ticket_type_id, invitation.attendance, now=now) as ticket_type:
                registration = seats.register(ticket_type, now=now, **details)
                if registration.is_waiting:
                    raise NoPlaceLeft
        else:
            if invitation.holds_seat:
                # Before the invitation's row, as whoever takes the seat away locks them.
                places.lock(invitation.ticket_type, invitation.attendance)
            registration = seats.register(
                invitation.ticket_type, now=now, has_place=invitation.holds_seat, **details
            )
        questions.keep(registration, given)
        invitation_moves.move(
            invitation,
            InvitationState.ACCEPTED,
            now=now,
            by=None,
            registration=registration,
            holds_seat=False,
        )
    return registration


def decline(invitation: Invitation, *, reason: str, now: dt.datetime) -> None:
    """Whoever was invited does not come; a kept seat goes to whoever waits.

    Raises NotAsExpected and AnswerTooLate.
    """
    invitation_moves.refuse_when_late(invitation, now=now)
    _end(invitation, InvitationState.DECLINED, now=now, by=None, reason=reason)


def withdraw(invitation: Invitation, *, reason: str, by: User | None, now: dt.datetime) -> None:
    """Staff take it back, and its link is dead. Raises NotAsExpected."""
    _end(invitation, InvitationState.WITHDRAWN, now=now, by=by, reason=reason)


def invite_anew(
    invitation: Invitation, *, expires_at: dt.datetime, by: User | None, now: dt.datetime
) -> None:
    """Send a new link to somebody who declined, or whose invitation ended.

    Raises NotAsExpected, AlreadyInvited, AlreadyRegistered and NoPlaceLeft; then nothing is written.
    """
    if invitation.state not in CAN_BE_INVITED_ANEW:
        raise NotAsExpected
    live = registration_of(invitation)
    if live is not None:
        raise AlreadyRegistered(live)
    with invitation_moves.one_open_per_address(), transaction.atomic():
        if invitation.reserves_seat:
            _hold_seat(invitation)
        invitation_moves.move(
            invitation,
            InvitationState.INVITED,
            now=now,
            by=by,
            token=new_token(),
            invited_at=now,
            expires_at=expires_at,
            holds_seat=invitation.reserves_seat,
            reminded_at=None,
        )


def to_remind(invitations: InvitationQuerySet, *, now: dt.datetime) -> InvitationQuerySet:
    """Those of them who have not answered, have not registered otherwise and were not reminded lately."""
    registered = Registration.objects.live().filter(event=OuterRef("event"), email=OuterRef("email"))
    return invitations.unanswered().filter(
        ~Exists(registered),
        Q(reminded_at__isnull=True, invited_at__lte=now - REMINDED_AGAIN_AFTER)
        | Q(reminded_at__lte=now - REMINDED_AGAIN_AFTER),
        expires_at__gt=now,
    )


def remind(invitations: InvitationQuerySet, *, by: User | None, now: dt.datetime) -> int:
    """Owe a reminder to those who have not answered; return how many. Doing so twice reminds once."""
    reminded = 0
    while True:
        with transaction.atomic():
            rows = to_remind(invitations, now=now).order_by("pk").select_for_update()
            pks = list(rows.values_list("pk", flat=True)[:REMINDED_AT_ONCE])
            # What was answered while we waited for its lock is not reminded of.
            pks = list(to_remind(Invitation.objects.filter(pk__in=pks), now=now).values_list("pk", flat=True))
            Invitation.objects.filter(pk__in=pks).update(
                reminded_at=now, reminders_sent=F("reminders_sent") + 1
            )
            InvitationChange.objects.bulk_create(
                InvitationChange(
                    invitation_id=pk,
                    from_state=InvitationState.INVITED,
                    to_state=InvitationState.INVITED,
                    changed_at=now,
                    changed_by=by,
                )
                for pk in pks
            )
        reminded += len(pks)
        if len(pks) < REMINDED_AT_ONCE:
            return reminded


def expire_due(*, now: dt.datetime) -> int:
    """End what was not answered in time, some at once; return how many there were. Safe to run twice."""
    due = Invitation.objects.still_open().filter(expires_at__lte=now).order_by("expires_at", "pk")
    expired = 0
    for invitation in due.select_related("ticket_type")[:EXPIRED_AT_ONCE]:
        try:
            _end(invitation, InvitationState.EXPIRED, now=now, by=None, reason=NOT_ANSWERED_IN_TIME)
        except NotAsExpected:
            continue  # Answered at this very moment.
        expired += 1
    return expired


def breaches() -> Iterator[str]:
    """Each way in which invitations contradict themselves, as a line for an operator."""
    for pk in Invitation.objects.exclude(ticket_type__event=F("event")).values_list("pk", flat=True):
        yield f"invitation {pk}: its ticket type belongs to another event"
    accepted = Q(state=InvitationState.ACCEPTED)
    for pk in Invitation.objects.filter(accepted, registration=None).values_list("pk", flat=True):
        yield f"invitation {pk}: it was accepted, but nobody is registered by it"
    for pk in Invitation.objects.exclude(accepted).exclude(registration=None).values_list("pk", flat=True):
        yield f"invitation {pk}: somebody is registered by it, but it was not accepted"
    latest = InvitationChange.objects.filter(invitation=OuterRef("pk")).order_by("-pk").values("to_state")
    for invitation in Invitation.objects.annotate(documented=latest[:1]).exclude(state=F("documented")):
        yield f"invitation {invitation.pk}: its state is not the one that its last change led to"


def _hold_seat(invitation: Invitation) -> None:
    if not seats.take_place(invitation.ticket_type, invitation.attendance):
        raise NoPlaceLeft
    invitation.holds_seat = True


def _end(
    invitation: Invitation, to_state: InvitationState, *, now: dt.datetime, by: User | None, reason: str
) -> None:
    """A kept seat goes to whoever waits for one."""
    if not invitation.holds_seat:
        with transaction.atomic():
            invitation_moves.move(invitation, to_state, now=now, by=by, reason=reason)
        return
    with seats.giving_back(invitation.ticket_type_id, invitation.attendance, now=now):
        invitation_moves.move(invitation, to_state, now=now, by=by, reason=reason, holds_seat=False)
