"""What the people of an event do at their screens, step by step."""

from allauth.account.models import EmailAddress
from playwright.sync_api import Page

from accounts.models import User
from accounts.permissions import Role
from events.models import Event, Session
from tests.builders import PASSWORD, make_user


def make_colleague(name: str, role: Role, event: Event) -> User:
    """Somebody on the event's staff, with an address that is known to be theirs."""
    user = make_user(f"{name.lower()}@example.org", role=role, event=event, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(page: Page, user: User) -> None:
    """At the sign-in page, to which whoever may not see a page is sent."""
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def open_in_admin(page: Page, session: Session) -> None:
    """From the admin's home."""
    page.get_by_role("link", name=session.event.title).click()
    page.get_by_role("link", name=session.title).click()


def move(page: Page, *, starts: str, ends: str, room: str) -> None:
    """In the session's form in the admin."""
    page.get_by_role("group", name="Starts").get_by_label("Time").fill(starts)
    page.get_by_role("group", name="Ends").get_by_label("Time").fill(ends)
    page.get_by_label("Room", exact=True).select_option(label=room)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="Publish agenda").click()


def register(page: Page, **answers: str) -> None:
    """From a page of the event, whatever its language is; answers are by the names of the fields."""
    page.locator("nav a[href$='/register/']").click()
    page.locator("[name=ticket_type]").first.check()
    for name, answer in answers.items():
        field = page.locator(f"main [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={answer}]").check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)
    page.locator("[name=has_consented]").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/registered/")


def download(page: Page, file_format: str, *, purpose: str) -> bytes:
    """The file that an export of the list on the page brings."""
    page.get_by_role("link", name="Export this list").click()
    page.get_by_label(file_format).check()
    page.get_by_label("Purpose").fill(purpose)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download").click()
    assert started.value.suggested_filename.endswith(f".{file_format.lower()}")
    return started.value.path().read_bytes()
