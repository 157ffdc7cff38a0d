"""Accounts and roles in the admin: given by owners in their own events, and by nobody to themselves."""

import pytest
from django.urls import reverse

from accounts.models import StaffRole, User
from accounts.permissions import Role
from events.models import EventSeries
from tests.admin_pages import errors, send, shown
from tests.builders import make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def owner(event, sign_in):
    return sign_in(make_user(role=Role.OWNER, event=event))


def add_role_to(event):
    return f"{reverse('admin:accounts_staffrole_add')}?event={event.pk}"


def roles_of(user):
    return [(role.event, role.role) for role in user.staff_roles.all()]


def test_an_owner_gives_a_role_to_a_colleague(event, owner):
    colleague = make_user(role=Role.VIEWER, event=make_event())

    send(owner, add_role_to(event), user=str(colleague.pk), role="editor")

    assert (event, "editor") in roles_of(colleague)


def test_an_owner_gives_a_role_to_an_account_whose_address_they_know(event, owner):
    newcomer = make_user("ada@example.org")

    send(owner, add_role_to(event), email="Ada@Example.org", role="viewer")

    assert roles_of(newcomer) == [(event, "viewer")]


def test_accounts_without_a_role_are_not_chosen_by_number(event, owner):
    stranger = make_user()

    answer = send(owner, add_role_to(event), user=str(stranger.pk), role="viewer")

    assert list(errors(answer)) == ["user"]
    assert stranger.email not in answer.content.decode()
    assert roles_of(stranger) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "user"), ({"email": "nobody@example.org"}, "email"), ({"email": "not an address"}, "email")],
)
def test_a_role_needs_somebody_who_has_it(fields, field, event, owner):
    assert field in errors(send(owner, add_role_to(event), role="viewer", **fields))


def test_the_same_role_is_not_given_twice(event, owner):
    colleague = make_user(role=Role.EDITOR, event=event)
    viewer = StaffRole.objects.create(user=colleague, event=event, role=Role.VIEWER)

    again = send(owner, add_role_to(event), user=str(colleague.pk), role="editor")
    changed = send(owner, reverse("admin:accounts_staffrole_change", args=[viewer.pk]), role="editor")

    for answer in (again, changed):
        assert list(errors(answer).values()) == [["This person has this role already."]]
    assert sorted(roles_of(colleague), key=str) == [(event, "editor"), (event, "viewer")]


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.EDITOR, Role.VIEWER])
def test_nobody_but_an_owner_gives_roles(role, event, sign_in):
    user = make_user(role=role, event=event)
    fields = {"user": user.pk, "role": "owner"}

    assert sign_in(user).post(add_role_to(event), fields).status_code in {403, 404}
    assert roles_of(user) == [(event, role)]


def test_an_owner_gives_no_role_in_another_event(owner):
    foreign = make_event()
    colleague = make_user(role=Role.VIEWER, event=make_event())

    answer = owner.post(add_role_to(foreign), {"user": colleague.pk, "role": "owner"})

    assert answer.status_code == 404
    assert not foreign.staff_roles.exists()


def test_a_role_does_not_move_to_another_event(event, owner):
    role = StaffRole.objects.create(user=make_user(), event=event, role=Role.VIEWER)
    page = reverse("admin:accounts_staffrole_change", args=[role.pk])

    send(owner, page, event=str(make_event().pk), series="", user=str(make_user().pk), role="door")

    assert roles_of(role.user) == [(event, "door")]


def test_an_owner_opens_nobodys_account(event, owner):
    superuser = make_user(is_staff=True, is_superuser=True)
    colleague = make_user(role=Role.VIEWER, event=event)

    for user in (superuser, colleague):
        for page in ("change", "delete", "history"):
            url = reverse(f"admin:accounts_user_{page}", args=[user.pk])
            assert owner.get(url).status_code in {302, 403}
            assert owner.post(url, {"is_superuser": "on", "email": "x@example.org"}).status_code in {302, 403}
        password = reverse("admin:auth_user_password_change", args=[user.pk])
        assert owner.get(password).status_code == 403
    assert owner.get(reverse("admin:accounts_user_changelist")).status_code == 403
    assert owner.get(reverse("admin:accounts_user_add")).status_code == 403
    assert User.objects.filter(is_superuser=True).get() == superuser


def test_a_superuser_opens_an_account(sign_in):
    client = sign_in(make_user(is_staff=True, is_superuser=True))
    password = "correct horse battery staple"

    answer = send(
        client,
        reverse("admin:accounts_user_add"),
        email="Grace@Example.org",
        name="Grace",
        password1=password,
        password2=password,
    )

    user = User.objects.get(email="grace@example.org")
    assert answer.status_code == 302
    assert user.check_password(password)
    assert not user.is_superuser
    fields = shown(client.get(reverse("admin:accounts_user_change", args=[user.pk])))
    assert "password" not in fields


def test_two_accounts_have_two_addresses(sign_in):
    client = sign_in(make_user(is_staff=True, is_superuser=True))
    ada, grace = make_user("ada@example.org"), make_user("grace@example.org")

    answer = send(client, reverse("admin:accounts_user_change", args=[grace.pk]), email="ADA@example.org")

    assert "email" in errors(answer)
    assert User.objects.get(pk=ada.pk).email == "ada@example.org"


def test_an_owner_of_a_series_gives_roles_in_all_its_events(sign_in):
    series = EventSeries.objects.create(name_en="Dialogues", slug="dialogues")
    owner = make_user(is_staff=True)
    StaffRole.objects.create(user=owner, series=series, role=Role.OWNER)
    make_user("ada@example.org")
    row = {
        "staff_roles-TOTAL_FORMS": "2",
        "staff_roles-1-email": "ada@example.org",
        "staff_roles-1-role": "editor",
    }

    answer = send(sign_in(owner), reverse("admin:events_eventseries_change", args=[series.pk]), **row)

    assert answer.status_code == 302
    assert series.staff_roles.get(role="editor").user.email == "ada@example.org"


def test_an_editor_of_a_series_gives_none(sign_in):
    series = EventSeries.objects.create(name_en="Dialogues", slug="dialogues")
    editor = make_user(is_staff=True)
    StaffRole.objects.create(user=editor, series=series, role=Role.EDITOR)
    page = reverse("admin:events_eventseries_change", args=[series.pk])
    row = {
        "staff_roles-0-role": "owner",
        "staff_roles-TOTAL_FORMS": "1",
        "staff_roles-0-user": str(editor.pk),
    }

    client = sign_in(editor)
    send(client, page, **row)

    assert [role.role for role in series.staff_roles.all()] == ["editor"]
