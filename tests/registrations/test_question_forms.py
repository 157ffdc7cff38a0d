"""The event's own questions on the registration form and on the personal page."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from registrations import seats
from registrations.models import (
    Answer,
    AnswerChange,
    AnswerFile,
    Registration,
    SensitiveAnswer,
    Status,
)
from tests.builders import (
    make_lane,
    make_question,
    make_registration,
    make_session,
    make_ticket_type,
    make_user,
)
from tests.registrations.builders import filled_in, make_published_event

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def event():
    return make_published_event()


@pytest.fixture
def ticket_type(event):
    return make_ticket_type(event)


def register(client, ticket_type, language="", **answers):
    url = language + reverse("registrations:register", args=[ticket_type.event.slug])
    return client.post(url, filled_in(ticket_type) | answers)


def answers():
    return {row.question: row.value for row in Answer.objects.select_related("question")}


def errors_beside(response, question):
    """What the page says beside the question's field."""
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    return [
        each.text_content().strip()
        for each in page.cssselect(f"#id_{question.key}_error li, #id_{question.key}_error")
    ][-1:]


def test_what_is_answered_is_kept_by_kind(client, event, ticket_type):
    text = make_question(event, "text")
    long_text = make_question(event, "long_text")
    number = make_question(event, "number")
    yes_no = make_question(event, "yes_no")
    choice = make_question(event, "choice", "Fish", "Rice")
    several = make_question(event, "several", "A", "B", "C")
    date = make_question(event, "date")
    country = make_question(event, "country")
    fish = choice.options.get(text_en="Fish")
    chosen = list(several.options.all()[:2])

    register(
        client,
        ticket_type,
        **{
            text.key: "  ＡＢＣ  ",
            long_text.key: "one\r\n\r\ntwo ",
            number.key: "12.50",
            yes_no.key: "no",
            choice.key: fish.pk,
            several.key: [option.pk for option in chosen],
            date.key: "2027-01-13",
            country.key: "JP",
        },
    )

    assert answers() == {
        text: "ABC",
        long_text: "one\n\ntwo",
        number: 12.5,
        yes_no: False,
        choice: fish.pk,
        several: [option.pk for option in chosen],
        date: "2027-01-13",
        country: "JP",
    }


NEW_YEAR = dt.date(2027, 1, 1)
BAD = [
    ("text", {"longest": 3}, "four", "at most 3", "3"),
    ("number", {}, "many", "Write a number, for example 12 or 1.5.", "数"),
    ("number", {"minimum": 1}, "0", "1", "1"),
    ("number", {"maximum": 5}, "NaN", "Write a number, for example 12 or 1.5.", "数"),
    ("date", {}, "2027-02-30", "Write a day that there is, for example 2027-01-13.", "日"),
    (
        "date",
        {"earliest_on": "2027-01-02"},
        "2027-01-01",
        "Choose a day from 2 January 2027 on.",
        "2027年1月2日",
    ),
    ("date", {"latest_on": "2027-01-02"}, "2027-01-03", "Choose a day until 2 January 2027.", "2027年1月2日"),
    ("country", {}, "Atlantis", "Choose a country or region.", "国"),
    ("choice", {}, "999", "Choose an answer.", "選択"),
    ("several", {}, ["999"], "Choose an answer.", "選択"),
    ("yes_no", {}, "perhaps", "Choose an answer.", "選択"),
    ("text", {"is_required": True}, "   ", "Write an answer.", "入力"),
    ("long_text", {"is_required": True}, "", "Write an answer.", "入力"),
    ("number", {"is_required": True}, "", "Write a number.", "数"),
    ("date", {"is_required": True}, "", "Write a day.", "日"),
    ("choice", {"is_required": True}, "", "Choose an answer.", "選択"),
    ("several", {"is_required": True}, [], "Choose at least one answer.", "選択"),
    ("yes_no", {"is_required": True}, "", "Choose an answer.", "選択"),
    ("file", {"is_required": True}, "", "Choose a file.", "ファイル"),
    ("country", {"is_required": True}, "", "Choose a country or region.", "国"),
]


@pytest.mark.parametrize(("kind", "bounds", "value", "english", "japanese"), BAD)
def test_a_bad_answer_is_told_beside_its_field_in_the_language_of_the_page(
    kind, bounds, value, english, japanese, client, event, ticket_type
):
    question = make_question(event, kind, "A", "B", **bounds)

    for language, message in (("", english), ("/ja", japanese)):
        said = errors_beside(register(client, ticket_type, language, **{question.key: value}), question)
        assert said, language
        assert message in said[0]
    assert Registration.objects.count() == 0


def test_an_answer_to_what_is_not_asked_is_neither_kept_nor_missed(client, event, ticket_type):
    is_press = make_question(event, "yes_no")
    outlet = make_question(event, "text", shown_if=is_press, shown_if_answers=["yes"], is_required=True)
    other_type = make_question(event, "text", ticket_types=[make_ticket_type(event)], is_required=True)
    for_session = make_question(event, "text", sessions=[make_session(event)], is_required=True)

    register(
        client,
        ticket_type,
        **{is_press.key: "no", outlet.key: "The Daily", other_type.key: "x", for_session.key: "x"},
    )

    assert answers() == {is_press: False}


def test_a_question_that_an_answer_calls_for_must_be_answered(client, event, ticket_type):
    is_press = make_question(event, "yes_no")
    outlet = make_question(event, "text", shown_if=is_press, shown_if_answers=["yes"], is_required=True)

    refused = register(client, ticket_type, **{is_press.key: "yes"})
    assert errors_beside(refused, outlet) == ["Write an answer."]
    assert Registration.objects.count() == 0

    register(client, ticket_type, **{is_press.key: "yes", outlet.key: "The Daily"})
    assert answers() == {is_press: True, outlet: "The Daily"}


def test_without_scripts_the_page_says_when_a_question_is_asked(client, event, ticket_type):
    press = make_ticket_type(event, name_en="Press")
    meal = make_question(event, "choice", "Fish", "Rice", text_en="Which meal?")
    make_question(
        event,
        "text",
        shown_if=meal,
        shown_if_answers=[str(meal.options.get(text_en="Fish").pk)],
    )
    make_question(event, "text", ticket_types=[press])

    page = client.get(reverse("registrations:register", args=[event.slug])).content.decode()

    assert "Only if you answered “Fish” to “Which meal?”" in page
    assert "Only for the ticket type “Press”" in page


def test_words_of_organizers_are_no_markup(client, event, ticket_type):
    make_question(event, "choice", "<b>x</b>", text_en="<i>q</i>", help_en="<script>alert(1)</script>")

    page = client.get(reverse("registrations:register", args=[event.slug])).content.decode()

    assert "<script>alert" not in page
    assert "<i>q</i>" not in page
    assert "<b>x</b>" not in page


def test_sensitive_answers_lie_in_a_table_of_their_own(client, event, ticket_type):
    nationality = make_question(event, "country", is_sensitive=True)

    register(client, ticket_type, **{nationality.key: "FR"})

    assert answers() == {}
    assert [row.value for row in SensitiveAnswer.objects.all()] == ["FR"]


def test_the_form_with_answers_costs_at_most_twelve_queries(
    client, event, ticket_type, django_assert_max_num_queries
):
    sent = {
        make_question(event, kind).key: value
        for kind, value in (("text", "a"), ("number", "1"), ("yes_no", "yes"))
    }
    with django_assert_max_num_queries(12):
        register(client, ticket_type, **sent)
    assert Answer.objects.count() == 3


@pytest.mark.parametrize("kind", ["text", "choice"])
def test_showing_the_form_costs_the_same_for_one_question_and_for_three(
    kind, client, event, ticket_type, django_assert_num_queries
):
    url = reverse("registrations:register", args=[event.slug])
    make_question(event, kind, "A", ticket_types=[ticket_type])
    client.get(url)
    with CaptureQueriesContext(connection) as for_one:
        client.get(url)
    for _number in range(2):
        make_question(event, kind, "A", ticket_types=[ticket_type])
    with django_assert_num_queries(len(for_one)):
        client.get(url)


def test_a_form_sent_again_at_once_with_another_answer_is_not_lost(client, event, ticket_type):
    question = make_question(event, "text")

    for answer in ("first", "first", "second"):
        register(client, ticket_type, **{question.key: answer})

    assert sorted(Answer.objects.values_list("value", flat=True)) == ["first", "second"]


# --- Files


def upload(name="passport.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def kept_reference(response, question):
    page = html.fromstring(response.content.decode())
    return page.cssselect(f"input[name='{question.key}-kept']")[0].get("value")


def test_a_file_survives_whatever_else_is_wrong(client, event, ticket_type):
    question = make_question(event, "file", is_required=True)

    refused = register(client, ticket_type, family_name="", **{question.key: upload("旅券 写し.pdf")})
    assert "旅券 写し.pdf" in refused.content.decode()
    reference = kept_reference(refused, question)
    again = register(client, ticket_type, family_name="", **{f"{question.key}-kept": reference})
    register(client, ticket_type, **{f"{question.key}-kept": kept_reference(again, question)})

    file = AnswerFile.objects.get()
    assert (file.name, file.registration) == ("旅券 写し.pdf", Registration.objects.get())
    assert answers() == {question: file.code}
    assert file.file.read() == PDF


def test_a_file_survives_a_ticket_type_that_was_forgotten(client, event, ticket_type):
    question = make_question(event, "file", ticket_types=[ticket_type], is_required=True)
    url = reverse("registrations:register", args=[event.slug])

    refused = client.post(url, filled_in(None) | {question.key: upload()})

    assert kept_reference(refused, question)


@pytest.mark.parametrize("reference", ["", "nonsense", "W1sxLCAieCJdXQ:1:x"])
def test_nobody_binds_a_file_that_is_not_theirs(reference, client, event, ticket_type):
    question, other = make_question(event, "file", is_required=True), make_question(event, "file")
    if not reference:
        reference = kept_reference(
            register(client, ticket_type, family_name="", **{other.key: upload()}), other
        )

    refused = register(client, ticket_type, **{f"{question.key}-kept": reference})

    assert errors_beside(refused, question) == ["The file is no longer here. Please choose it again."]
    assert Registration.objects.count() == 0


# --- The personal page


@pytest.fixture
def ada(ticket_type):
    return make_registration(ticket_type, "Ada")


def change(client, registration, **sent):
    url = reverse("registrations:change", args=[registration.token])
    known = {
        name: getattr(registration, name)
        for name in ("given_name", "family_name", "name_order", "organization_name", "position")
    }
    return client.post(url, known | {"country": str(registration.country)} | sent)


def test_answers_are_corrected_and_what_they_were_is_kept(client, event, ada):
    diet, other = make_question(event, "text"), make_question(event, "text")
    Answer.objects.create(registration=ada, question=diet, value="none")
    Answer.objects.create(registration=ada, question=other, value="stays")

    change(client, ada, **{diet.key: "vegan", other.key: "stays"})

    assert answers() == {diet: "vegan", other: "stays"}
    changed = AnswerChange.objects.get()
    assert (changed.question, json.loads(changed.old_value), json.loads(changed.new_value)) == (
        diet,
        "none",
        "vegan",
    )


def test_of_a_sensitive_answer_only_that_it_changed_is_recorded(client, event, ada):
    nationality = make_question(event, "country", is_sensitive=True)
    SensitiveAnswer.objects.create(registration=ada, question=nationality, value="FR")

    change(client, ada, **{nationality.key: "DE"})

    assert SensitiveAnswer.objects.get().value == "DE"
    changed = AnswerChange.objects.get()
    assert (changed.question, changed.old_value, changed.new_value) == (nationality, "", "")


def test_a_file_is_replaced_or_taken_away(client, event, ada):
    question = make_question(event, "file")
    change(client, ada, **{question.key: upload("first.pdf")})
    first = AnswerFile.objects.get()

    change(client, ada)  # nothing chosen: it stays
    assert answers() == {question: first.code}
    change(client, ada, **{question.key: upload("second.pdf")})
    assert [file.name for file in ada.files.all()] == ["second.pdf"]
    change(client, ada, **{f"{question.key}-away": "1"})
    assert (answers(), list(ada.files.all())) == ({}, [])


def test_an_answer_that_a_lane_decides_by_goes_back_to_review(client, event, ada, ticket_type):
    watched, other = make_question(event, "text"), make_question(event, "text")
    reviewer = make_user()
    ticket_type.needs_review = True
    ticket_type.save()
    make_lane(event, "Security", reviewer, shown_fields=[watched.key])
    grace = make_registration(ticket_type, "Grace")
    grace.lane_reviews.update(state="approved", settled_at=grace.registered_at)
    seats.approve(grace, now=grace.registered_at, by=None)

    change(client, grace, **{other.key: "anything"})
    grace.refresh_from_db()
    assert grace.status == Status.CONFIRMED
    change(client, grace, **{other.key: "anything", watched.key: "new"})
    grace.refresh_from_db()
    assert grace.status == Status.UNDER_REVIEW
