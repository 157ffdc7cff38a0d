"""How names and addresses are kept."""

import pytest
from django.core.exceptions import ValidationError

from registrations import names
from registrations.addresses import normalise

REVERSED = "\u202e"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada@example.org ", "ada@example.org"),
        ("ｕｓｅｒ＠ｅｘａｍｐｌｅ．ｃｏｍ", "user@example.com"),
        ("ada@exa\u200bmple.org\ufeff", "ada@example.org"),
        ("user@例え.jp", "user@xn--r8jz45g.jp"),
        ("user@例え。jp", "user@xn--r8jz45g.jp"),
        ("user+tag@example.com", "user+tag@example.com"),
    ],
)
def test_one_mailbox_is_kept_in_one_form(written, kept):
    assert normalise(written) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("山田@例え.jp", "local_part_not_ascii"),
        ("x@notgov", "invalid"),
        ("no address", "invalid"),
        ("ada@example.org, eve@example.org", "invalid"),
        ("ada@example.org\nBcc: eve@example.org", "control_character"),
        (f"{REVERSED}ada@example.org", "direction_override"),
        (f"ada@{'例' * 80}.jp", "invalid"),
        (f"{'a' * 250}@example.org", "max_length"),
        ("@", "invalid"),
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused(written, code):
    with pytest.raises(ValidationError) as refusal:
        normalise(written)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ＴＡＲＯ", "TARO"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("Zoe\u0308", "Zoë"),
        ("  Ada \u00a0 Augusta ", "Ada Augusta"),
        ("山田\u3000太郎", "山田 太郎"),
        ("Sm\u200bith", "Smith"),
        ("\u2067אביתר\u2069\u200f", "אביתר"),
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("O'Brien-Ñuñez", "O'Brien-Ñuñez"),
    ],
)
def test_a_name_is_kept_as_it_is_seen(written, kept):
    assert names.tidy(written) == kept
    assert names.tidy(kept) == kept


@pytest.mark.parametrize("name", ["\ufa19谷", "葛\U000e0100城", "神谷", "\U0002f81a"])
def test_the_ideographs_of_a_name_are_its_bearers_own(name):
    assert names.tidy(name) == name


def test_joiners_stay_where_writing_needs_them_and_go_elsewhere():
    astronaut, persian = "👩🏽\u200d🚀", "می\u200cخواهم"
    assert names.tidy(astronaut) == astronaut
    assert names.tidy(persian) == persian
    assert names.tidy("A\u200dd\u200ca\u200d") == "Ada"
    assert names.tidy("\u200d\u200c") == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ada\nLovelace", "control_character"),
        ("Ada\tLovelace", "control_character"),
        ("Ada\x00", "control_character"),
        ("Ada\u2028Lovelace", "control_character"),
        (f"{REVERSED}evil", "direction_override"),
        ("live\u202devil", "direction_override"),
    ],
)
def test_what_reads_otherwise_than_it_is_written_is_refused(text, code):
    with pytest.raises(ValidationError) as refusal:
        names.tidy(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("name", ["Win at https://evil.example", "www.evil.example", "WWW.evil.example"])
def test_a_name_advertises_no_site(name):
    with pytest.raises(ValidationError):
        names.refuse_web_addresses(name)
