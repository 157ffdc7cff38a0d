"""Writes organizations and speakers; those that are there already stay as they are."""

from collections.abc import Mapping

from config.demo.content import OrganizationEntry, SpeakerEntry, in_languages
from speakers.models import Affiliation, Organization, Rank, Speaker


def write_organizations(entries: Mapping[str, OrganizationEntry]) -> dict[str, Organization]:
    """The organization of each key; a parent stands before its parts."""
    organizations: dict[str, Organization] = {}
    for key, entry in entries.items():
        english, japanese = entry.name
        organizations[key], _is_new = Organization.objects.get_or_create(
            name_en=english,
            defaults={
                "name_ja": japanese,
                "sector": entry.sector,
                "country": entry.country,
                "city": entry.city,
                "website": entry.website,
                "parent": organizations[entry.parent] if entry.parent else None,
                **in_languages("short_name", entry.short_name),
                **in_languages("summary", entry.summary),
            },
        )
    return organizations


def write_speakers(
    entries: Mapping[str, SpeakerEntry], organizations: Mapping[str, Organization]
) -> dict[str, Affiliation]:
    """The affiliation under which the speaker of each key appears."""
    return {key: _write_speaker(key, entry, organizations) for key, entry in entries.items()}


def _write_speaker(slug: str, entry: SpeakerEntry, organizations: Mapping[str, Organization]) -> Affiliation:
    speaker, _is_new = Speaker.objects.get_or_create(
        slug=slug,
        defaults={
            "given_name": entry.given_name,
            "family_name": entry.family_name,
            "name_order": entry.name_order,
            "native_name": entry.native_name,
            "native_name_reading": entry.native_name_reading,
            "native_language": entry.native_language,
            "japanese_name": entry.japanese_name,
            **in_languages("honorific", entry.honorific),
            **in_languages("biography", entry.biography),
        },
    )
    for rank in entry.ranks:
        Rank.objects.get_or_create(
            speaker=speaker,
            from_on=rank.from_on,
            defaults={
                "grade": rank.grade,
                "service": rank.service,
                **in_languages("title", rank.title),
            },
        )
    affiliations = [
        Affiliation.objects.get_or_create(
            speaker=speaker,
            organization=organizations[affiliation.organization],
            position_en=affiliation.position[0],
            defaults={
                "position_ja": affiliation.position[1],
                "level": affiliation.level,
                "from_on": affiliation.from_on,
                "to_on": affiliation.to_on,
            },
        )[0]
        for affiliation in entry.affiliations
    ]
    return affiliations[0]
