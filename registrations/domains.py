"""Whether an e-mail address belongs to a domain, so that who has it may be trusted as one of its people.

Domains are compared label by label, as mail servers know them (``xn--…`` for letters beyond a to z).
An address that mail could not be sent to belongs nowhere.
"""

from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.encoding import punycode

from registrations import addresses

# A domain of one label, such as "mil", is one too: all that ends in it.
_validate_last_label = DomainNameValidator(accept_idna=False)


def is_within(address: str, domain: str) -> bool:
    """Whether address is at domain or below it: ``a@b.go.jp`` is within ``go.jp``, ``a@bgo.jp`` is not."""
    try:
        _local_part, _at, own = addresses.normalise(address).rpartition("@")
        wanted = normalise(domain)
    except ValidationError:
        return False
    return own == wanted or own.endswith(f".{wanted}")


def is_within_any(address: str, domains: list[str]) -> bool:
    return any(is_within(address, domain) for domain in domains)


def has_tag(address: str) -> bool:
    """Whether the part before the @ carries a tag after a plus sign (RFC 5233, subaddressing)."""
    return "+" in address.rpartition("@")[0]


def normalise(text: str) -> str:
    """The one form in which a domain is stored and compared; a dot or an @ before it is dropped.

    Raises ValidationError for what is no domain.
    """
    domain = text.strip().removeprefix("*").lstrip(".@").lower()
    try:
        domain = punycode(domain)
    except UnicodeError:
        raise ValidationError(_validate_last_label.message, code="invalid") from None
    _validate_last_label(f"example.{domain}")
    return domain
