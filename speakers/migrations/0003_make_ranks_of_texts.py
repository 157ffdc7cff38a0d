from django.db import migrations


def make_ranks(apps, schema_editor):
    """Each rank that was a text becomes one held always, without a grade."""
    Rank = apps.get_model("speakers", "Rank")
    speakers = apps.get_model("speakers", "Speaker").objects.exclude(rank_en="", rank_ja="").order_by("pk")
    Rank.objects.bulk_create(
        (
            Rank(
                speaker_id=pk,
                title=english or japanese,
                title_en=english or None,
                title_ja=japanese or None,
            )
            for pk, english, japanese in speakers.values_list("pk", "rank_en", "rank_ja")
            if english or japanese
        ),
        batch_size=500,
    )


def write_texts(apps, schema_editor):
    """The latest rank of each speaker, as the text that it was."""
    Speaker = apps.get_model("speakers", "Speaker")
    ranks = apps.get_model("speakers", "Rank").objects.order_by("from_on", "pk")
    dated = [*ranks.filter(from_on__isnull=True), *ranks.filter(from_on__isnull=False)]
    for rank in dated:
        Speaker.objects.filter(pk=rank.speaker_id).update(
            rank=rank.title, rank_en=rank.title_en, rank_ja=rank.title_ja
        )


class Migration(migrations.Migration):
    dependencies = [
        ("speakers", "0002_add_ranks_and_names_in_japanese"),
    ]

    operations = [
        migrations.RunPython(make_ranks, write_texts),
    ]
