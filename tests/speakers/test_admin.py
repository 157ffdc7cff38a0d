"""Speakers, organizations and affiliations in the admin."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.permissions import Role
from speakers.models import Organization, Speaker
from tests.admin_pages import errors, send
from tests.builders import (
    make_affiliation,
    make_appearance,
    make_event,
    make_organization,
    make_session,
    make_speaker,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(sign_in):
    return sign_in(make_user(role=Role.EDITOR, event=make_event()))


def change(row):
    return reverse(f"admin:speakers_{row._meta.model_name}_change", args=[row.pk])


def found(client, model, words):
    page = client.get(reverse(f"admin:speakers_{model._meta.model_name}_changelist"), {"q": words})
    return [str(row) for row in page.context_data["cl"].result_list]


def test_a_speaker_is_added_with_an_affiliation(editor):
    ministry = make_organization("Ministry")

    send(
        editor,
        reverse("admin:speakers_speaker_add"),
        family_name="Minami",
        given_name="Kenji",
        name_order="family_first",
        native_name="南 賢司",
        native_language="ja",
        slug="minami-kenji",
        **{
            "affiliations-TOTAL_FORMS": "1",
            "affiliations-0-organization": str(ministry.pk),
            "affiliations-0-position_en": "Director",
            "affiliations-0-position_ja": "課長",
            "affiliations-0-level": "director",
            "affiliations-0-from_on": "2026-04-01",
        },
    )

    speaker = Speaker.objects.get()
    (affiliation,) = speaker.affiliations.all()
    assert (str(speaker), speaker.native_language) == ("Minami Kenji", "ja")
    assert (affiliation.position_ja, affiliation.from_on) == ("課長", dt.date(2026, 4, 1))


def test_speakers_and_organizations_are_found_in_both_scripts(editor):
    make_speaker("Minami", native_name="南 賢司", native_name_reading="みなみ けんじ")
    make_organization("Ministry", name_ja="経済産業省")

    for words in ("Minami", "賢司", "みなみ"):
        assert found(editor, Speaker, words) == ["Ada Minami"]
    for words in ("ministry", "産業"):
        assert found(editor, Organization, words) == ["Ministry"]


def test_bad_input_is_answered_beside_the_field(editor):
    speaker, other = make_speaker(), make_speaker()
    organization = make_organization()
    affiliation = make_affiliation(speaker, organization)
    days = {"affiliations-0-from_on": "2026-04-01", "affiliations-0-to_on": "2026-03-01"}

    assert list(errors(send(editor, change(speaker), slug=other.slug))) == ["slug"]
    assert list(errors(send(editor, change(speaker), native_language="xx-nothing"))) == ["native_language"]
    assert list(errors(send(editor, change(speaker), **days)).values()) == [
        ["The last day cannot lie before the first."]
    ]
    assert list(errors(send(editor, change(organization), parent=str(organization.pk))).values()) == [
        ["An organization cannot be part of itself."]
    ]
    assert list(errors(send(editor, change(organization), name_en="", name_ja=""))) == ["name_en"]
    affiliation.refresh_from_db()
    assert affiliation.to_on is None


def test_a_speaker_in_a_programme_is_not_deleted(sign_in):
    speaker = make_speaker()
    make_appearance(make_session(make_event()), speaker)
    superuser = sign_in(make_user(is_staff=True, is_superuser=True))

    answer = superuser.post(reverse("admin:speakers_speaker_delete", args=[speaker.pk]), {"post": "yes"})

    assert answer.status_code in {200, 403}
    assert Speaker.objects.filter(pk=speaker.pk).exists()


def test_an_editor_deletes_no_speaker(editor):
    speaker = make_speaker()

    assert (
        editor.post(reverse("admin:speakers_speaker_delete", args=[speaker.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Speaker.objects.filter(pk=speaker.pk).exists()


def test_an_affiliation_that_an_agenda_names_stays(editor):
    speaker = make_speaker()
    affiliation = make_affiliation(speaker, make_organization())
    make_appearance(make_session(make_event()), speaker, affiliation=affiliation)

    answer = send(editor, change(speaker), **{"affiliations-0-DELETE": "on"})

    assert answer.status_code == 200
    assert speaker.affiliations.get() == affiliation
