"""The questions of the registration form in the admin."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from registrations.models import Answer, Question, QuestionOption
from registrations.question_order import misplaced
from tests.admin_pages import errors, send, shown
from tests.builders import make_event, make_question, make_registration, make_ticket_type, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organizer(event, sign_in):
    return sign_in(make_user(role=Role.ORGANIZER, event=event))


def add_page(event):
    return f"{reverse('admin:registrations_question_add')}?event={event.pk}"


def page_of(question):
    return reverse("admin:registrations_question_change", args=[question.pk])


def list_page(event):
    return f"{reverse('admin:registrations_question_changelist')}?event={event.pk}"


def answered(question):
    registration = make_registration(make_ticket_type(question.event))
    return Answer.objects.create(registration=registration, question=question, value="x")


def test_a_new_question_comes_last_with_its_answers_in_both_languages(event, organizer):
    first = make_question(event)
    sent = {
        "text_en": "Which meal?",
        "text_ja": "食事",
        "kind": "choice",
        "options-0-text_en": "Fish",
        "options-0-text_ja": "魚",
        "options-0-order": "1",
    }
    assert send(organizer, add_page(event), **sent).status_code == 302

    question = Question.objects.exclude(pk=first.pk).get()
    assert (question.event, question.order, question.text_ja) == (event, first.order + 1, "食事")
    assert list(question.options.values_list("text_en", "text_ja")) == [("Fish", "魚")]


def test_a_choice_needs_something_to_choose_from(event, organizer):
    answer = send(organizer, add_page(event), text_en="Which meal?", kind="choice")

    assert "Write at least one answer to choose." in answer.content.decode()
    assert Question.objects.count() == 0


def test_a_condition_is_chosen_among_answers_to_earlier_questions(event, organizer):
    first = make_question(event, "yes_no")
    second, third = make_question(event), make_question(event, "yes_no")
    make_question(make_event(), "yes_no")

    conditions = organizer.get(page_of(second)).context["adminform"].form.fields["condition"].choices
    assert [key for _text, answers in conditions for key, _words in answers] == [
        f"{first.pk}:yes",
        f"{first.pk}:no",
    ]
    send(organizer, page_of(second), condition=f"{first.pk}:yes")
    second.refresh_from_db()
    assert (second.shown_if, second.shown_if_answers) == (first, ["yes"])
    assert "condition" in errors(send(organizer, page_of(second), condition=f"{third.pk}:yes"))


def test_what_was_answered_keeps_its_kind_and_stays(event, organizer):
    question = make_question(event, "text")
    answered(question)

    send(organizer, page_of(question), kind="number", is_sensitive="on")
    question.refresh_from_db()
    assert (question.kind, question.is_sensitive) == ("text", False)
    delete = reverse("admin:registrations_question_delete", args=[question.pk])
    assert organizer.get(delete).status_code == 403
    send(organizer, page_of(question), is_retired="on")
    question.refresh_from_db()
    assert question.is_retired


def test_what_another_depends_on_is_not_retired(event, organizer):
    first = make_question(event, "yes_no")
    make_question(event, shown_if=first, shown_if_answers=["yes"])

    assert "is_retired" in errors(send(organizer, page_of(first), is_retired="on"))
    assert "kind" in errors(send(organizer, page_of(first), kind="text"))


def test_an_answer_on_which_a_question_depends_is_not_deleted(event, organizer):
    choice = make_question(event, "choice", "A", "B")
    needed = choice.options.get(text_en="B")
    make_question(event, shown_if=choice, shown_if_answers=[str(needed.pk)])

    answer = send(organizer, page_of(choice), **{"options-1-DELETE": "on"})

    assert "Another question is shown only after this answer." in answer.content.decode()
    assert QuestionOption.objects.filter(pk=needed.pk).exists()


def reorder(client, event, *orders):
    fields = shown(client.get(list_page(event))) | {"_save": "Save"}
    for number, order in enumerate(orders):
        fields[f"form-{number}-order"] = order
    return client.post(list_page(event), fields)


def test_the_order_is_saved_from_the_list(event, organizer):
    first, second = make_question(event), make_question(event)

    reorder(organizer, event, 2, 1)

    assert list(Question.objects.filter(event=event)) == [second, first]


def test_no_question_comes_before_the_one_on_which_it_depends(event, organizer):
    first = make_question(event, "yes_no", text_en="Press?")
    second = make_question(event, text_en="Which medium?", shown_if=first, shown_if_answers=["yes"])

    refused = reorder(organizer, event, 2, 1)

    assert "“Which medium?” is shown only after" in refused.content.decode()
    assert list(Question.objects.filter(event=event)) == [first, second]
    assert misplaced([first, second]) is None


def test_whoever_organizes_another_event_puts_nothing_in_order_here(event, sign_in):
    make_question(event), make_question(event)
    user = make_user(role=Role.VIEWER, event=event)
    other = make_event()
    user.staff_roles.create(role=Role.ORGANIZER, event=other)
    client = sign_in(user)
    before = list(Question.objects.filter(event=event))

    assert "form-0-order" not in client.get(list_page(event)).content.decode()
    data = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save"}
    for number, question in enumerate(before):
        data |= {f"form-{number}-id": question.pk, f"form-{number}-order": 9 - number}
    client.post(list_page(event), data)
    assert list(Question.objects.filter(event=event)) == before


def test_the_list_costs_the_same_for_one_question_and_for_three(
    event, organizer, django_assert_max_num_queries
):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    make_question(event, ticket_types=[make_ticket_type(event)])
    organizer.get(list_page(event))
    with CaptureQueriesContext(connection) as for_one:
        organizer.get(list_page(event))
    for _number in range(2):
        make_question(event, ticket_types=[make_ticket_type(event)])
    with django_assert_max_num_queries(len(for_one)):
        organizer.get(list_page(event))


def test_the_preview_shows_what_a_ticket_type_is_asked_in_a_language(event, organizer):
    industry, press = make_ticket_type(event), make_ticket_type(event)
    make_question(event, text_en="Which medium?", text_ja="媒体名", ticket_types=[press])
    make_question(event, text_en="Arrival?", text_ja="到着日")
    url = reverse("admin:registrations_question_preview", args=[event.pk])

    of_press = organizer.get(url, {"ticket_type": press.pk, "language": "ja"}).content.decode()
    of_industry = organizer.get(url, {"ticket_type": industry.pk}).content.decode()

    assert "媒体名" in of_press
    assert "到着日" in of_press
    assert "Which medium?" not in of_industry
    assert "Arrival?" in of_industry
