"""From where a request comes: what our own proxies wrote down, never what a client says of itself."""

import pytest

from accounts import clients


def network(rf, settings, *, proxies=0, **headers):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    return clients.network_of(rf.get("/", **headers))


def test_without_a_proxy_the_header_is_not_believed(rf, settings):
    headers = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    assert network(rf, settings, **headers) == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.66, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.66, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
    ],
)
def test_behind_proxies_the_entry_of_the_outermost_counts(rf, settings, proxies, forwarded, expected):
    headers = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": forwarded}
    assert network(rf, settings, proxies=proxies, **headers) == expected


@pytest.mark.parametrize("forwarded", ["nonsense", "198.51.100.9"])
def test_an_address_that_cannot_be_known_is_nobodys(rf, settings, forwarded):
    headers = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": forwarded}
    assert network(rf, settings, proxies=2 if forwarded[0] == "1" else 1, **headers) == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_longer_addresses_of_one_office_are_one_place(rf, settings, address, expected):
    assert network(rf, settings, REMOTE_ADDR=address) == expected
