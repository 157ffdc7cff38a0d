"""How often codes can be guessed: by place in the network, by event, by hour."""

import datetime as dt

import pytest
from django.utils import timezone

from registrations import codes
from registrations.models import CodeGuess
from tests.builders import make_code, make_ticket_type

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def code():
    return make_code(make_ticket_type(is_by_invitation=True), code="HONOUR")


def guess(code, text="HONOUR", *, client="192.0.2.1", now=NOW):
    return codes.attempt(code.event, text, client=client, now=now)


def guess_wrongly(code, times, *, client="192.0.2.1", now=NOW):
    return [guess(code, f"WRONG-{number}", client=client, now=now) for number in range(times)]


def test_the_right_code_is_found_however_it_is_typed_and_counts_as_no_guess(code):
    assert guess(code, "ｈｏｎ our") == codes.Attempt("ｈｏｎ our", code)
    assert guess(code, "  ") == codes.Attempt("  ")
    assert not CodeGuess.objects.exists()


def test_neither_the_address_nor_the_code_is_kept(code):
    guess(code, "WRONG")
    kept = CodeGuess.objects.get()
    assert not {"192.0.2.1", "WRONG"} & {kept.client, kept.code}


def test_the_same_wrong_code_is_one_guess(code):
    for text in ("wrong", "WRONG", "WR ONG"):
        guess(code, text)
    assert CodeGuess.objects.count() == 1


def test_after_ten_wrong_ones_the_right_one_is_refused_for_an_hour(code):
    assert not any(attempt.is_one_too_many for attempt in guess_wrongly(code, 10))
    refused = guess(code)
    assert (refused.code, refused.is_one_too_many) == (None, True)
    assert guess(code, now=NOW + HOUR).code == code


def test_what_is_refused_prolongs_nothing(code):
    guess_wrongly(code, 10)
    guess_wrongly(code, 20, now=NOW + HOUR / 2)
    assert guess(code, now=NOW + HOUR).code == code


def test_another_event_counts_for_itself(code):
    other = make_code(make_ticket_type(), code="HONOUR")
    guess_wrongly(code, 10)
    assert guess(other).code == other


def test_where_many_guess_each_has_fewer_guesses_and_the_right_code_still_opens(code, monkeypatch):
    monkeypatch.setattr(codes, "GUESSES_AT_ONE_EVENT", 5)
    for place in range(2):
        guess_wrongly(code, 3, client=f"198.51.100.{place}")
    guess_wrongly(code, 2)
    assert guess(code).code == code
    guess(code, "WRONG-AGAIN")
    assert guess(code).is_one_too_many


def test_guesses_are_forgotten_after_an_hour(code):
    guess(code, "EARLY")
    guess(code, "LATE", now=NOW + HOUR / 2)
    codes.forget_guesses(now=NOW + HOUR)
    assert [kept.guessed_at for kept in CodeGuess.objects.all()] == [NOW + HOUR / 2]
