"""What nobody does by hand about registrations: looked at in each pass over what is due."""

import datetime as dt

from registrations import (
    address_changes,
    answer_files,
    answer_purges,
    codes,
    delegation_purges,
    delegations,
    invitation_purges,
    invitations,
    invoices,
    lapsed_offers,
    lost_links,
    personal_data,
    review,
    session_notices,
    verification,
)


def keep(*, now: dt.datetime) -> None:
    """Do what has become due. Safe to run twice, also at the same time."""
    verification.delete_ended(now=now)
    lapsed_offers.pass_on(now=now)
    invitations.expire_due(now=now)
    delegations.close_due(now=now)
    invoices.settle(now=now)
    personal_data.erase_due(now=now)
    delegation_purges.purge(now=now)
    lost_links.forget(now=now)
    codes.forget_guesses(now=now)
    address_changes.forget(now=now)
    review.resume(now=now)
    session_notices.note(now=now)
    answer_purges.purge(now=now)
    invitation_purges.purge(now=now)
    answer_files.sweep(now=now)
