"""From which part of the network a request comes, for limits on what can be guessed."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

# What one household or office gets of the newer addresses: whoever has one has all 2^64 in it.
PREFIX_OF_AN_OFFICE = 64


def network_of(request: HttpRequest) -> str:
    """The client's address, of a longer one (IPv6) its network; empty where it cannot be known.

    What a client says of itself counts for nothing: TRUSTED_PROXY_COUNT tells how many entries of
    X-Forwarded-For, from the end, were written by our own proxies.
    """
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address.packed, PREFIX_OF_AN_OFFICE), strict=False))
    return str(address)
