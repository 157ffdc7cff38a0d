"""Which questions are asked: of whom, for which sessions, after which answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations import questions
from registrations.models import NO, YES, Question
from tests.builders import make_event, make_question, make_session, make_ticket_type

KEYS = (YES, NO, "7", "8")
VALUES = (True, False, 7, 8, [7], [7, 8], [], None, "text", 3)


class Row:
    """Something with a number, such as a ticket type."""

    def __init__(self, pk):
        self.pk = self.code = pk


class Drawn(Question):
    """A question whose scope is not in the database."""

    class Meta:
        app_label = "registrations"
        proxy = True

    def __init__(self, *, types=(), own_sessions=(), **fields):
        super().__init__(**fields)
        self.has_ticket_types, self.has_sessions = bool(types), bool(own_sessions)
        self._prefetched_objects_cache = {
            "ticket_types": [Row(pk) for pk in types],
            "sessions": [Row(pk) for pk in own_sessions],
        }


@st.composite
def forms_and_answers(draw):
    drawn = []
    for pk in range(1, draw(st.integers(0, 7)) + 1):
        has_condition = pk > 1 and draw(st.booleans())
        drawn.append(
            Drawn(
                pk=pk,
                types=draw(st.sets(st.sampled_from([1, 2]))),
                own_sessions=draw(st.sets(st.sampled_from([5, 6]), max_size=1)),
                shown_if_id=draw(st.integers(1, pk - 1)) if has_condition else None,
                shown_if_answers=draw(st.lists(st.sampled_from(KEYS))),
            )
        )
    answers = {question.pk: draw(st.sampled_from(VALUES)) for question in drawn if draw(st.booleans())}
    return drawn, answers


@given(forms_and_answers(), st.sampled_from([1, 2, None]), st.sets(st.sampled_from([5, 6])))
def test_a_question_is_asked_exactly_where_its_scope_and_its_condition_hold(form, ticket_type, sessions):
    drawn, answers = form
    asked = list(questions.asked(drawn, ticket_type=ticket_type, sessions=sessions, answers=answers))

    numbers = [question.pk for question in asked]
    assert numbers == sorted(numbers)
    for question in drawn:
        its_types = {row.pk for row in question._prefetched_objects_cache["ticket_types"]}
        its_sessions = {row.pk for row in question._prefetched_objects_cache["sessions"]}
        is_called_for = question.shown_if_id is None or (
            question.shown_if_id in numbers
            and set(questions.answer_keys(answers.get(question.shown_if_id))) & set(question.shown_if_answers)
        )
        concerns = (not its_types or ticket_type in its_types) and (
            not its_sessions or bool(its_sessions & sessions)
        )
        assert (question.pk in numbers) == bool(concerns and is_called_for)


@given(forms_and_answers(), st.sampled_from([1, 2]))
def test_what_is_answered_where_nothing_is_asked_changes_nothing(form, ticket_type):
    drawn, answers = form
    asked = list(questions.asked(drawn, ticket_type=ticket_type, answers=answers))
    counting = {question.pk: answers[question.pk] for question in asked if question.pk in answers}

    assert list(questions.asked(drawn, ticket_type=ticket_type, answers=counting)) == asked


@pytest.mark.django_db
def test_an_event_asks_its_own_questions_in_their_order_and_no_retired_ones():
    event = make_event()
    second, first = make_question(event, order=2), make_question(event, order=1)
    make_question(event, is_retired=True)
    make_question(make_event())

    assert questions.of_event(event) == [first, second]


@pytest.mark.django_db
def test_some_are_asked_of_some_ticket_types_or_for_some_sessions_only():
    event = make_event()
    industry, press = make_ticket_type(event), make_ticket_type(event)
    closed, other = make_session(event), make_session(event)
    of_all = make_question(event)
    of_press = make_question(event, ticket_types=[press])
    for_closed = make_question(event, sessions=[closed])
    form = questions.of_event(event)

    def asked(ticket_type, *sessions):
        chosen = [session.code for session in sessions]
        return questions.concerning(form, ticket_type=ticket_type.pk, sessions=chosen)

    assert asked(industry) == [of_all]
    assert asked(press, other) == [of_all, of_press]
    assert asked(industry, closed, other) == [of_all, for_closed]


@pytest.mark.django_db
def test_reading_a_form_costs_the_same_however_many_questions_it_has(django_assert_max_num_queries):
    event = make_event()
    ticket_type = make_ticket_type(event)
    for _number in range(2):
        make_question(event, "choice", "A", "B", ticket_types=[ticket_type])
        make_question(event, sessions=[make_session(event)])
    with django_assert_max_num_queries(4):
        for question in questions.of_event(event):
            assert list(question.options.all()) if question.has_options else True
            assert questions.ticket_types_of(question) or questions.sessions_of(question)
