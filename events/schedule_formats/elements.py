"""What the elements of a schedule.xml hold, however a program writes it."""

import uuid

from lxml import etree


def inner(element: etree._Element) -> str:
    """What stands between an element's tags; elements inside it as the HTML that they are meant to be."""
    return (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)


def text(element: etree._Element, name: str) -> str:
    child = element.find(name)
    return "" if child is None else inner(child).strip()


def line_of(element: etree._Element, name: str) -> int:
    child = element.find(name)
    return (element if child is None else child).sourceline or 0


def identifier(element: etree._Element, name: str) -> str:
    return " ".join((element.get(name) or "").split())


def is_uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def person_id(person: etree._Element) -> str:
    return identifier(person, "guid") or identifier(person, "id")


def person_name(person: etree._Element) -> str:
    """However the name is written: as an element, as an attribute, or as the text itself."""
    elements = text(person, "public_name") or text(person, "name")
    return elements or person.get("public_name") or person.get("name") or (person.text or "").strip()


def biography(person: etree._Element) -> str:
    return text(person, "extended_biography") or text(person, "biography")


def is_recorded(event: etree._Element) -> bool | None:
    """Whether the recording was not opted out of; None when the file says nothing."""
    optout = text(event, "recording/optout").lower()
    return None if optout not in ("true", "false", "1", "0") else optout in ("false", "0")
