"""Reading strangers' requests: bodies of limited size, well-formed JSON, fields of the right type, the true address."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Collection
from typing import Any

from starlette.requests import ClientDisconnect, Request

from channels.refusals import Refusal

BODY_LIMIT = 16 * 1024  # bytes; 2,000 characters of any script, escaped, and room to spare


async def read_body(request: Request, *, limit: int = BODY_LIMIT) -> bytes:
    """The body. Refusal: it is larger than `limit` bytes (nothing beyond that is read)."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:12]) > limit:
        raise Refusal(413, "body_too_large")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise Refusal(413, "body_too_large")
    except ClientDisconnect:
        raise Refusal(400, "invalid_json") from None
    return bytes(body)


async def read_json(request: Request) -> dict[str, Any]:
    """The body as a JSON object; an empty body is an empty object. Refusal: it is none, or not UTF-8."""
    body = await read_body(request)
    if not body.strip():
        return {}
    try:
        found = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refusal(400, "invalid_utf8") from None
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid_json") from None
    if not isinstance(found, dict):
        raise Refusal(400, "invalid_request", values={"field": "{}"})
    return found


def text_field(data: dict[str, Any], name: str, *, limit: int) -> str | None:
    """An optional text. Refusal: it is of another type, or has more than `limit` characters."""
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > limit:
        raise Refusal(400, "invalid_request", values={"field": name})
    return value


def number_field(data: dict[str, Any], name: str) -> int:
    """A whole number that both databases can hold. Refusal: it is missing or something else."""
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise Refusal(400, "invalid_request", values={"field": name})
    return value


def number_parameter(request: Request, name: str) -> int | None:
    """An optional whole number of the query. Refusal: it is something else."""
    value = request.query_params.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdecimal() or len(value) > 15:
        raise Refusal(400, "invalid_request", values={"field": name})
    return int(value)


def client_address(request: Request, trusted: Collection[str]) -> str:
    """The network address that a request comes from: of the peer, or what a trusted proxy says of its peer.

    Of X-Forwarded-For only what trusted proxies added counts: everything before that is the caller's own claim. An IPv6
    caller is known by its /64 network, since a single line has that many addresses.
    """
    address = request.client.host if request.client else ""
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    while address in trusted and forwarded:
        address = forwarded.pop()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
