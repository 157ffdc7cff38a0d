"""What the invented event asks its attendees, one question of each kind, and what some of them answered."""

from typing import Any

from config.demo.content import Text, in_languages
from events.models import Event, Session
from registrations.models import Answer, Question, QuestionKind, QuestionOption, TicketType

ANSWERING = 40


def ask(event: Event, *, ticket_types: dict[str, TicketType], closed_session: Session | None) -> None:
    """Write the questions; those on identity are asked for the session behind closed doors only."""
    in_person = [ticket_type for key, ticket_type in ticket_types.items() if key != "online"]
    meals = _write(
        event,
        QuestionKind.SEVERAL,
        ("Which of these do you not eat?", "召し上がらないものはありますか。"),
        help=("For the lunches and the reception.", "昼食とレセプションの準備に使います。"),
        options=(("Meat", "肉"), ("Fish and seafood", "魚介類"), ("Gluten", "グルテン"), ("Milk", "乳製品")),
        ticket_types=in_person,
    )
    channel = _write(
        event,
        QuestionKind.CHOICE,
        ("In which language do you want to listen?", "どの言語でお聞きになりますか。"),
        options=(("As spoken", "発言者の言語"), ("English", "英語"), ("Japanese", "日本語")),
    )
    help_needed = _write(
        event,
        QuestionKind.YES_NO,
        ("Do you need assistance at the venue?", "会場での配慮が必要ですか。"),
        ticket_types=in_person,
    )
    _write(
        event,
        QuestionKind.LONG_TEXT,
        ("What can we do for you?", "どのような配慮が必要ですか。"),
        help=("For example a place for a wheelchair.", "例：車椅子席、手話通訳。"),
        ticket_types=in_person,
        shown_if=help_needed,
        shown_if_answers=["yes"],
        is_required=True,
    )
    is_press = _write(
        event,
        QuestionKind.YES_NO,
        ("Do you report for the press?", "報道関係者として参加されますか。"),
        ticket_types=in_person,
    )
    _write(
        event,
        QuestionKind.TEXT,
        ("For which medium?", "媒体名"),
        ticket_types=in_person,
        shown_if=is_press,
        shown_if_answers=["yes"],
        is_required=True,
    )
    _write(
        event,
        QuestionKind.FILE,
        ("Your press card", "記者証"),
        ticket_types=in_person,
        shown_if=is_press,
        shown_if_answers=["yes"],
        largest_file=5,
    )
    _write(
        event,
        QuestionKind.NUMBER,
        ("How many earlier editions have you attended?", "これまでに何回参加されましたか。"),
        minimum=0,
        maximum=12,
    )
    _write(
        event,
        QuestionKind.DATE,
        ("When do you arrive in the city?", "開催地に到着される日"),
        help=("If you come from elsewhere.", "遠方から参加される方のみ。"),
        ticket_types=in_person,
    )
    if closed_session is not None:
        _write(
            event,
            QuestionKind.COUNTRY,
            ("Nationality", "国籍"),
            help=("The host of this session asks for it.", "このセッションの主催者が確認します。"),
            sessions=[closed_session],
            is_sensitive=True,
        )
        _write(
            event,
            QuestionKind.FILE,
            ("A copy of your identity document", "身分証明書の写し"),
            sessions=[closed_session],
            is_sensitive=True,
        )
    _answer(event, meals, channel)


def _write(
    event: Event,
    kind: QuestionKind,
    text: Text,
    *,
    help: Text = ("", ""),  # noqa: A002 - the field's name
    options: tuple[Text, ...] = (),
    ticket_types: list[TicketType] | None = None,
    sessions: list[Session] | None = None,
    **fields: Any,
) -> Question:
    question = Question.objects.create(
        event=event,
        kind=kind,
        order=Question.objects.filter(event=event).count() + 1,
        **in_languages("text", text),
        **in_languages("help", help),
        **fields,
    )
    question.ticket_types.set(ticket_types or [])
    question.sessions.set(sessions or [])
    for order, words in enumerate(options, 1):
        QuestionOption.objects.create(question=question, order=order, **in_languages("text", words))
    return question


def _answer(event: Event, meals: Question, channel: Question) -> None:
    """What those who registered first have answered, the same with each loading."""
    avoided = list(meals.options.values_list("pk", flat=True))
    channels = list(channel.options.values_list("pk", flat=True))
    allowed = {ticket_type.pk for ticket_type in meals.ticket_types.all()}
    rows = []
    for number, registration in enumerate(event.registrations.live().order_by("pk")[:ANSWERING]):
        if number % 3 and registration.ticket_type_id in allowed:
            value = [avoided[number % len(avoided)]]
            rows.append(Answer(registration=registration, question=meals, value=value))
        rows.append(
            Answer(registration=registration, question=channel, value=channels[number % len(channels)])
        )
    Answer.objects.bulk_create(rows)
