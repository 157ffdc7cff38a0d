"""Whether an e-mail address belongs to a domain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.domains import is_within


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@b.go.jp", "go.jp"),
        ("a@mod.go.jp", "mod.go.jp"),
        ("a@x.y.mil", "mil"),
        ("a@x.y.mil", ".mil"),
        ("A@X.Y.MIL", "mil"),
        ("a@x.mil", "MIL"),
        ("a+b@mod.gov.uk", "@gov.uk"),
        ("a@mod.gov.uk", "*.gov.uk"),
        ("a@ｍｏｄ.ｇｏ.ｊｐ", "go.jp"),
        ("a@例え.jp", "例え.jp"),
        ("a@xn--r8jz45g.jp", "例え.jp"),
    ],
)
def test_an_address_is_within_its_own_domain_and_all_above_it(address, domain):
    assert is_within(address, domain)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@x.mil.evil.com", "mil"),
        ("a@evilmil", "mil"),
        ("a@bgo.jp", "go.jp"),
        ("a@go.jp.evil.com", "go.jp"),
        ("a@mod.gо.jp", "go.jp"),  # Cyrillic о
        ("a@mod.go.jр", "go.jp"),  # Cyrillic р
        ("a@xn--mod-go-jp.com", "go.jp"),
        ("a+x@go.jp@evil.com", "go.jp"),
        ('"a@mod.go.jp"@evil.com', "go.jp"),
        ("a@mod.go.jp.", "go.jp"),
        ("a@mod.go.jp..", "go.jp"),
        ("a@.go.jp", "go.jp"),
        ("a@evil.com/.go.jp", "go.jp"),
        ("a@evil.com?.go.jp", "go.jp"),
        ("a@evil.com\n.go.jp", "go.jp"),
        ("a@evil.com\x00.go.jp", "go.jp"),
        ("mod.go.jp", "go.jp"),
        ("@mod.go.jp", "go.jp"),
        ("", "go.jp"),
        ("a@mod.go.jp", ""),
        ("a@mod.go.jp", "."),
        ("a@mod.go.jp", "go.jp."),
        ("a@mod.go.jp", "o.jp"),
        ("a@mod.go.jp", "g?.jp"),
        ("a@jp", "mod.go.jp"),
    ],
)
def test_whatever_merely_looks_like_the_domain_is_not_within_it(address, domain):
    assert not is_within(address, domain)


@given(local=st.text(max_size=20), host=st.text(max_size=30), domain=st.text(max_size=20))
def test_nothing_that_is_written_fails_or_passes_without_ending_in_the_domain(local, host, domain):
    assert not is_within(f"{local}@{host}.evil.com", "go.jp")
    is_within(f"{local}@{host}", domain)
