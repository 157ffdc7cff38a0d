"""Several who answer one invitation at the same moment: one answer counts."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from registrations import codes, colleagues, invitations, recount
from registrations.invitation_moves import NotAsExpected
from registrations.models import Invitation, InvitationCode, Registration
from registrations.refusals import AlreadyRegistered
from tests.builders import (
    make_code,
    make_invitation,
    make_registration,
    make_ticket_type,
    registration_details,
)
from tests.faults.test_seats import in_threads, on_postgresql, on_sqlite

ANSWERS = ("accept", "decline", "withdraw", "delegate", "expire", "accept")


def answer(how: str, pk: int) -> str:
    """The answer that counted, or nothing; run in a thread or in a process of its own."""
    invitation = Invitation.objects.select_related("ticket_type").get(pk=pk)
    now = timezone.now()
    try:
        match how:
            case "accept":
                details = registration_details() | {"attendance": "in_person"}
                del details["email"]
                invitations.accept(invitation, now=now, **details)
            case "decline":
                invitations.decline(invitation, reason="", now=now)
            case "withdraw":
                invitations.withdraw(invitation, reason="", by=None, now=now)
            case "delegate":
                colleagues.delegate(invitation, email="colleague@example.org", family_name="C", now=now)
            case "expire":
                return "expire" if invitations.expire_due(now=invitation.expires_at) else ""
    except (NotAsExpected, AlreadyRegistered):
        return ""
    return how


def assert_one_answer_counted(told: list[str], invitation: Invitation) -> None:
    assert len([how for how in told if how]) == 1, told
    invitation.refresh_from_db()
    assert invitation.changes.count() == 2
    assert Registration.objects.filter(email=invitation.email).count() == (invitation.state == "accepted")
    assert [*recount.breaches(now=timezone.now()), *invitations.breaches()] == []


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reserves_seat", [True, False])
def test_of_many_answers_in_threads_one_counts(reserves_seat):
    for _round in range(5):
        ticket_type = make_ticket_type(capacity=1)
        invitation = make_invitation(ticket_type, reserves_seat=reserves_seat)
        if reserves_seat:
            make_registration(ticket_type, "Waiting")
        told = in_threads(lambda how, pk=invitation.pk: answer(how, pk), ANSWERS)
        assert_one_answer_counted(told, invitation)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_of_many_answers_in_processes_one_counts():
    ticket_type = make_ticket_type(capacity=1)
    invitation = make_invitation(ticket_type, reserves_seat=True)
    make_registration(ticket_type, "Waiting")
    command = [sys.executable, "-m", "tests.faults.invited", str(invitation.pk)]
    environment = {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    told = in_processes([[*command, how] for how in ("accept", "decline", "withdraw", "accept")], environment)
    assert_one_answer_counted(told, invitation)


def in_processes(commands: list[list[str]], environment: dict[str, str]) -> list[str]:
    """Start all, let them begin at the same moment, and return what each printed."""
    processes = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        for command in commands
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("begin\n")
        process.stdin.flush()
    return [process.communicate()[0].strip() for process in processes]


@pytest.mark.postgresql
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_code_is_used_as_often_as_it_allows():
    code = make_code(make_ticket_type(), most_uses=3)

    def use(_number: int) -> bool:
        try:
            codes.use(code.pk)
        except codes.CodeUsedUp:
            return False
        return True

    assert sum(in_threads(use, range(12))) == 3
    assert InvitationCode.objects.get().uses == 3
