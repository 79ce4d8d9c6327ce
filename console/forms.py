"""Reading forms: bodies of limited size, one value or several a field, uploads held in memory."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData, UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

LIMIT = 512 * 1024  # bytes of a form: twelve translations of the longest answer, and room to spare
UPLOAD_LIMIT = 5 * 1024 * 1024
FIELDS = 2_000


class BodyTooLarge(Exception):
    """A request with more bytes than a form of the console ever has."""


class Form:
    """The fields of a form, stripped of blank edges; control characters other than line ends are taken out."""

    def __init__(self, data: Mapping[str, list[str]] | None = None, files: Mapping[str, bytes] | None = None) -> None:
        self._data = dict(data or {})
        self.files = dict(files or {})

    def get(self, name: str, default: str = "") -> str:
        """The field's (first) value."""
        values = self._data.get(name)
        return values[0] if values else default

    def all(self, name: str) -> list[str]:
        """Every value of the field."""
        return self._data.get(name, [])

    def has(self, name: str) -> bool:
        """Whether a box is ticked, a button pressed."""
        return bool(self.get(name))

    def number(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self.get(name)
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else None


async def read_form(request: Request, *, limit: int = LIMIT) -> Form:
    """The form in the body. BodyTooLarge: it has more than `limit` bytes, and no more than that are read."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:12]) > limit:
        raise BodyTooLarge
    received = 0
    receive = request.receive

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise BodyTooLarge
        return message

    limited = Request(request.scope, counted)
    try:
        data: FormData = await limited.form(max_files=1, max_fields=FIELDS, max_part_size=limit)
    except ClientDisconnect:
        raise BodyTooLarge from None
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
        else:
            fields.setdefault(name, []).append(_clean(value))
    await data.close()
    return Form(fields, files)


def _clean(value: str) -> str:
    text = value.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    return "".join(character for character in text if character >= " " or character in "\n\t").strip()
