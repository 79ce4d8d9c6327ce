"""WeChat's flat XML, read without entities or document types, and written."""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat

_DEPTH = 6
_FIELDS = 200


def read_xml(body: bytes | str) -> dict[str, str]:
    """The texts of the elements, by name; of a repeated name the first. ValueError: not such a document.

    A DOCTYPE is refused, and with it every entity beyond XML's own five.
    """
    parser = expat.ParserCreate(encoding="utf-8" if isinstance(body, bytes) else None)
    found: dict[str, str] = {}
    path: list[str] = []
    texts: list[list[str]] = []

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        path.append(name)
        texts.append([])
        if len(path) > _DEPTH:
            raise ValueError("the XML is nested too deeply")

    def end(name: str) -> None:
        text = "".join(texts.pop())
        path.pop()
        if path:
            found.setdefault(name, text)
            if len(found) > _FIELDS:
                raise ValueError("the XML has too many elements")

    def characters(text: str) -> None:
        if texts:
            texts[-1].append(text)

    def refuse(*_: object) -> None:
        raise ValueError("the XML has a DOCTYPE, which WeChat never sends")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise ValueError(f"not XML: {error}") from None
    except (LookupError, UnicodeError) as error:
        raise ValueError(f"not XML in UTF-8: {error}") from None
    return found


def write_xml(fields: Mapping[str, str | int]) -> str:
    """<xml> with these elements: numbers as they are, texts in CDATA."""
    return f"<xml>{''.join(f'<{name}>{_value(value)}</{name}>' for name, value in fields.items())}</xml>"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    # Characters that XML cannot carry at all would make the platform reject the whole reply.
    shown = "".join(each for each in value if each in "\t\n\r" or (each >= " " and each not in "\ufffe\uffff"))
    return f"<![CDATA[{shown.replace(']]>', ']]]]><![CDATA[>')}]]>"
