"""What an answer looks like in its field, and what is kept of it."""

import json

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from registrations.models import Question, QuestionKind
from registrations.question_fields import field_for, initial_for, stored

SIMPLE_KINDS = ("text", "long_text", "number", "yes_no", "date", "country")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)


@settings(max_examples=60)
@given(st.data())
def test_what_is_kept_reads_back_into_the_field_and_is_kept_the_same(data):
    question = Question(kind=data.draw(st.sampled_from(SIMPLE_KINDS)), text="Question?")
    sent = {
        QuestionKind.TEXT: TEXTS,
        QuestionKind.LONG_TEXT: TEXTS,
        QuestionKind.NUMBER: st.decimals(-(10**10), 10**10, places=4).map(str),
        QuestionKind.YES_NO: st.sampled_from(["yes", "no", ""]),
        QuestionKind.DATE: st.dates().map(str),
        QuestionKind.COUNTRY: st.sampled_from(["JP", "FR", ""]),
    }[QuestionKind(question.kind)]
    field = field_for(question)
    try:
        value = stored(question, field.clean(data.draw(sent)))
    except ValidationError:
        return
    assert json.loads(json.dumps(value)) == value
    if value is None:
        return
    shown = field.widget.format_value(field.prepare_value(initial_for(question, value)))
    shown = shown[0] if isinstance(shown, list) else shown
    assert stored(question, field.clean(shown)) == value
