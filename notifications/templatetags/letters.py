"""How the paragraphs of a letter become HTML."""

import re

from django import template
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Up to the first character that no address holds, so that one is found right after 「：」 too;
# without the full stop or bracket that ends the sentence around it.
ADDRESS = re.compile(r"https?://[\w\-.~:/?#\[\]@!$&'()*+,;=%]*[\w\-~/#$&*+=%]", re.ASCII)


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as HTML: escaped, in paragraphs, with the web addresses in it as links."""
    parts: list[str] = []
    end = 0
    for address in ADDRESS.finditer(text):
        parts += [escape(text[end : address.start()]), _link(address[0])]
        end = address.end()
    parts.append(escape(text[end:]))
    return mark_safe(linebreaks("".join(parts)))


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}">{0}</a>', address)
