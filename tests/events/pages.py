"""Reading our pages the way tests ask about them."""

from django.http import HttpResponse
from django.test import Client
from lxml import html

BLOCKS = ("p", "li", "div", "dt", "dd", "h1", "h2", "h3", "h4", "br", "option", "span", "section")


def get(address: str, *, status: int = 200) -> html.HtmlElement:
    """The page at an address, parsed, after making sure of its status."""
    response = Client().get(address)
    assert response.status_code == status, address
    return page_of(response)


def page_of(response: HttpResponse) -> html.HtmlElement:
    """The page that somebody was answered with, parsed."""
    page = html.document_fromstring(response.content.decode())
    for block in page.iter(*BLOCKS):
        block.tail = f" {block.tail or ''}"
    return page


def words(element: html.HtmlElement) -> str:
    """An element's text with single spaces; blocks do not run together."""
    return " ".join(element.text_content().split())


def of_class(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """What is inside an element and has a class."""
    return element.find_class(name)


def attributes(page: html.HtmlElement, path: str, name: str) -> list[str]:
    """An attribute of each element at an XPath."""
    return [element.get(name) for element in page.xpath(path)]
