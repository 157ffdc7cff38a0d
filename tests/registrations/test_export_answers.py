"""What was answered to an event's own questions, in the lists that staff take away."""

import json

import pytest
from django.urls import reverse

from accounts.permissions import Role
from registrations.models import Answer, Export, SensitiveAnswer
from tests.builders import make_event, make_question, make_registration, make_ticket_type, make_user
from tests.registrations.lists import read_csv, read_xlsx, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def ada(event):
    return make_registration(make_ticket_type(event), "Ada")


def download(client, event, **choices):
    url = reverse("registrations:export", args=[event.slug])
    return client.post(url, {"format": "csv", "purpose": "Seating"} | choices)


def body(response):
    return b"".join(response.streaming_content)


def test_each_question_is_a_column_in_words(event, ada):
    meals = make_question(event, "several", "Fish", "Rice", text_en="Meals?")
    day = make_question(event, "date", text_en="Day?")
    values = {meals: [option.pk for option in meals.options.all()], day: "2027-01-13"}
    for question, value in values.items():
        Answer.objects.create(registration=ada, question=question, value=value)
    make_registration(ada.ticket_type, "Grace")

    headings, first, second = read_csv(taken(event, "csv"))

    assert headings[-2:] == ["Meals?", "Day?"]
    assert first[-2:] == ["Fish, Rice", "13 January 2027"]
    assert second[-2:] == ["", ""]
    assert json.loads(taken(event, "json"))[0][meals.key] == "Fish, Rice"
    assert [cell.value for cell in read_xlsx(taken(event, "xlsx"))[2]][-2:] == first[-2:]


def test_no_spreadsheet_runs_what_somebody_answered(event, ada):
    question = make_question(event, text_en="=1+1")
    Answer.objects.create(registration=ada, question=question, value="=HYPERLINK(0)")

    _headings, row = read_csv(taken(event, "csv"))

    assert row[-1] == "'=HYPERLINK(0)"


@pytest.mark.parametrize("may_see", [False, True])
def test_sensitive_answers_leave_with_those_only_who_may_see_them_and_ask_for_them(
    may_see, event, ada, sign_in
):
    secret = make_question(event, "country", text_en="Nationality?", is_sensitive=True)
    SensitiveAnswer.objects.create(registration=ada, question=secret, value="FR")
    user = make_user(role=Role.EXPORTER, event=event)
    if may_see:
        user.staff_roles.create(role=Role.SENSITIVE, event=event)
    client = sign_in(user)

    assert "France" not in body(download(client, event)).decode()
    assert secret.key not in Export.objects.latest("pk").columns
    asked_for = body(download(client, event, with_sensitive="on")).decode()
    assert ("France" in asked_for) == may_see
    assert (secret.key in Export.objects.latest("pk").columns) == may_see
