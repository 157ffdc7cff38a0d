"""The words in braces that a reminder's text may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications import placeholders


def test_placeholders_are_replaced_by_their_values():
    text = placeholders.fill(
        "Dear {name}, {event} at {place}", {"name": "Ada", "event": "Forum", "place": "Tokyo"}
    )
    assert text == "Dear Ada, Forum at Tokyo"


@pytest.mark.parametrize("written", ["{name}", "{ name }", "｛name｝", "｛ name }"])
def test_spaces_and_full_width_braces_do_not_matter(written):
    assert placeholders.fill(f"{written}様", {"name": "花子"}) == "花子様"
    assert placeholders.unknown_in(written) == []
    assert not placeholders.has_stray_brace(written)


@pytest.mark.parametrize(
    "hostile", ["{name.__class__}", "{name!r}", "{0}", "{name:>999999999}", "{}", "{__import__}", "{{name}}"]
)
def test_nothing_is_evaluated(hostile):
    filled = placeholders.fill(hostile, {"name": "Ada"})
    assert filled in {hostile, "{Ada}"}
    assert placeholders.unknown_in(hostile) or placeholders.has_stray_brace(hostile)


def test_braces_inside_a_value_stay_as_they_are():
    assert placeholders.fill("{name} {event}", {"name": "{event}", "event": "Forum"}) == "{event} Forum"


def test_unknown_words_are_named_in_their_order_and_once():
    assert placeholders.unknown_in("{b} {name} {a} {b}") == ["b", "a"]


@pytest.mark.parametrize("text", ["{name", "name}", "{{name}}", "a } b { c"])
def test_a_stray_brace_is_found(text):
    assert placeholders.has_stray_brace(text)


@given(st.text())
def test_any_text_can_be_filled(text):
    values = dict.fromkeys(placeholders.PLACEHOLDERS, "x")
    filled = placeholders.fill(text, values)
    if not placeholders.IN_BRACES.search(text):
        assert filled == text
