"""Who comes instead of somebody who is invited.

Where both addresses are of one organization, the colleague is invited at once, otherwise when staff
agree. The seat that was kept goes along; that the review is skipped does not, for the organizers had
chosen somebody else. The link of whoever passed the invitation on is dead.
"""

import datetime as dt
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from registrations import domains, invitation_moves, organizations, places
from registrations.invitation_moves import NotAsExpected
from registrations.invitations import drafted, registration_of
from registrations.models import Invitation, InvitationState, new_token
from registrations.refusals import AlreadyRegistered

# Stored in English, shown in the reader's language.
COLLEAGUE_REFUSED = gettext_noop("The organizers ask for the person who was invited")

# Addresses there say nothing about whom somebody works for.
PUBLIC_MAILBOXES = frozenset(
    {
        "aol.com",
        "docomo.ne.jp",
        "ezweb.ne.jp",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "outlook.com",
        "outlook.jp",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "softbank.ne.jp",
        "web.de",
        "yahoo.co.jp",
        "yahoo.com",
        "yandex.ru",
    }
)


def delegate(invitation: Invitation, *, email: str, now: dt.datetime, **name: str) -> Invitation:
    """Let a colleague come instead; the link of ``invitation`` is dead then.

    The colleague is invited at once, or proposed to staff: where the address is of another organization,
    or has an invitation or a registration already. Which of these, only staff learn. Raises
    NotAsExpected and AnswerTooLate.
    """
    invitation_moves.refuse_when_late(invitation, now=now)
    colleague = drafted(
        invitation.ticket_type,
        email=email,
        expires_at=invitation.expires_at,
        now=now,
        by=None,
        organization_name=invitation.organization_name,
        sector=invitation.sector,
        country=invitation.country,
        language=invitation.language,
        reserves_seat=invitation.reserves_seat,
        delegated_from=invitation,
        **name,
    )
    colleague.attendance, colleague.holds_seat = invitation.attendance, invitation.holds_seat
    if not is_of_same_organization(invitation, email) or _is_known(colleague):
        colleague.state = InvitationState.PROPOSED
    with transaction.atomic():
        if invitation.holds_seat:
            # Before the invitation's row, as whoever takes the seat away locks them.
            places.lock(invitation.ticket_type, invitation.attendance)
        try:
            with transaction.atomic():
                invitation_moves.insert([colleague], now=now, by=None)
        except IntegrityError:
            # Invited at this very moment.
            colleague.state = InvitationState.PROPOSED
            invitation_moves.insert([colleague], now=now, by=None)
        invitation_moves.move(invitation, InvitationState.DELEGATED, now=now, by=None, holds_seat=False)
    return colleague


def agree(colleague: Invitation, *, by: User | None, now: dt.datetime) -> None:
    """Staff let the colleague come: the mail is owed.

    Raises NotAsExpected, AlreadyInvited and AlreadyRegistered.
    """
    live = registration_of(colleague)
    if live is not None:
        raise AlreadyRegistered(live)
    with invitation_moves.one_open_per_address(), transaction.atomic():
        if colleague.state != InvitationState.PROPOSED:
            raise NotAsExpected
        invitation_moves.move(colleague, InvitationState.INVITED, now=now, by=by)


def disagree(colleague: Invitation, *, reason: str, by: User | None, now: dt.datetime) -> None:
    """Staff refuse the colleague: whoever had been invited has the invitation, and its seat, back, under a
    new link. Raises NotAsExpected, AlreadyInvited."""
    original = colleague.delegated_from
    with invitation_moves.one_open_per_address(), transaction.atomic():
        if colleague.state != InvitationState.PROPOSED or original is None:
            raise NotAsExpected
        held = colleague.holds_seat
        invitation_moves.move(
            colleague, InvitationState.WITHDRAWN, now=now, by=by, reason=reason, holds_seat=False
        )
        invitation_moves.move(
            original,
            InvitationState.INVITED,
            now=now,
            by=by,
            reason=COLLEAGUE_REFUSED,
            token=new_token(),
            holds_seat=held,
        )


def is_of_same_organization(invitation: Invitation, email: str) -> bool:
    """Whether an address is at the domain of the invited one, or of the organization's known website."""
    _local_part, _at, own = invitation.email.rpartition("@")
    known = [own] if own not in PUBLIC_MAILBOXES else []
    organization = (
        organizations.known_as(invitation.organization_name, country=str(invitation.country))
        if invitation.organization_name
        else None
    )
    if organization and (host := urlsplit(organization.website).hostname):
        known.append(host.removeprefix("www."))
    return domains.is_within_any(email, known)


def _is_known(invitation: Invitation) -> bool:
    same = Invitation.objects.unanswered().filter(event=invitation.event_id, email=invitation.email)
    return same.exists() or registration_of(invitation) is not None
