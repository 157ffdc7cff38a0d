"""When two e-mail addresses are the same, and which ones mail can be sent to."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations.names import tidy

LONGEST = 254
validate_address = EmailValidator(
    message=gettext_lazy("This is not an e-mail address. Write it like name@example.org.")
)
validate_length = MaxLengthValidator(
    LONGEST, message=gettext_lazy("This address is too long to be written to.")
)


def normalise(text: str) -> str:
    """The one form in which an address is stored and compared.

    Lower case throughout, since no mail system in use tells addresses apart by case, and the domain
    as mail servers know it. Raises ValidationError for what mail cannot be sent to.
    """
    address = tidy(text).lower()
    local_part, at, domain = address.rpartition("@")
    if at and not local_part.isascii():
        raise ValidationError(
            _("Before the @, only letters from a to z, digits and signs can be used. Please give another."),
            code="local_part_not_ascii",
        )
    if at and not domain.isascii():
        address = f"{local_part}@{_ascii_domain(domain)}"
    validate_length(address)
    validate_address(address)
    return address


def _ascii_domain(domain: str) -> str:
    try:
        return punycode(domain)
    except UnicodeError:
        return domain
