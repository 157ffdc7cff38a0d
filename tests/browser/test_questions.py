"""The event's own questions as an attendee meets them, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from registrations.models import Answer, AnswerFile, Question
from tests.browser.accessibility import axe_violations
from tests.browser.conftest import OpenPage
from tests.builders import make_question, make_ticket_type
from tests.registrations.builders import make_published_event

pytestmark = pytest.mark.django_db(transaction=True)

PRESS_CARD = {"name": "card.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


@pytest.fixture
def is_press() -> Question:
    event = make_published_event()
    make_ticket_type(event, name_en="Industry", order=1)
    press = make_ticket_type(event, name_en="Press", order=2)
    asked = make_question(event, "yes_no", text_en="Do you report?", ticket_types=[press])
    more = {"shown_if": asked, "shown_if_answers": ["yes"]}
    make_question(event, "text", text_en="For which medium?", is_required=True, **more)
    make_question(event, "file", text_en="Your press card", is_required=True, **more)
    return asked


def fill_in(page: Page, **answers: str) -> None:
    for name, answer in answers.items():
        page.locator(f"main [name={name}]").fill(answer)
    page.locator("[name=sector]").select_option("press")
    page.locator("main [name=country]").select_option("JP")
    page.locator("[name=has_consented]").check()


def test_a_question_appears_with_the_answer_that_calls_for_it(is_press: Question, open_page: OpenPage):
    page = open_page(f"/events/{is_press.event.slug}/register/")
    reports, medium = page.get_by_role("group", name="Do you report?"), page.get_by_label("For which medium?")
    expect(reports).to_be_hidden()
    page.get_by_label("Press", exact=True).check()
    expect(reports).to_be_visible()
    expect(medium).to_be_hidden()
    reports.get_by_label("Yes").check()
    expect(medium).to_be_visible()
    expect(page.locator("[data-questions-status]")).to_have_text("More questions have appeared below.")
    assert axe_violations(page) == []
    page.keyboard.press("Tab")
    expect(medium).to_be_focused()
    page.get_by_label("Industry", exact=True).check()
    expect(reports).to_be_hidden()
    expect(medium).to_be_hidden()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_file_survives_an_error_elsewhere(has_scripts: bool, is_press: Question, open_page: OpenPage):
    page = open_page(f"/events/{is_press.event.slug}/register/", java_script_enabled=has_scripts)
    page.get_by_label("Press", exact=True).check()
    page.get_by_role("group", name="Do you report?").get_by_label("Yes").check()
    page.get_by_label("Your press card").set_input_files(PRESS_CARD)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("alert")).to_contain_text("For which medium?: Write an answer.")
    expect(page.locator("main")).to_contain_text("card.pdf")
    assert axe_violations(page) == [] if has_scripts else True
    medium = page.get_by_label("For which medium?")
    medium.fill("The Daily")
    fill_in(page, family_name="Lovelace", email="ada@example.org", organization_name="Daily")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/registered/")
    file = AnswerFile.objects.get()
    assert file.registration is not None
    assert set(Answer.objects.values_list("question__kind", flat=True)) == {"yes_no", "text", "file"}
