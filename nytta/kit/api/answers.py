"""A JSON answer with what lets a caller keep it: an ETag, and 304 for whoever has it already."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

MEDIA = "application/json"


def encoded(body: Any) -> bytes:
    """The body as compact UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def etag_of(content: bytes) -> str:
    """A strong ETag: the same bytes, the same tag."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def matches(written: str, etag: str) -> bool:
    """Whether a header If-None-Match or If-Match names the tag; `*` names any."""
    return any(one.strip().removeprefix("W/") in ("*", etag) for one in written.split(","))


def answer(
    request: HttpRequest, body: Any, *, private: bool, status: int = 200, headers: Mapping[str, str] | None = None, media: str = MEDIA
) -> HttpResponse:
    """The body as an answer: asked for anew each time, sent only when it has changed. `private`: no cache between may keep it."""
    content = encoded(body)
    etag = etag_of(content)
    kept = {"ETag": etag, "Cache-Control": "private, no-cache" if private else "public, no-cache", "Vary": "Accept-Language, Authorization"}
    if request.method == "GET" and status == 200 and matches(request.headers.get("If-None-Match", ""), etag):
        unchanged = HttpResponse(status=304, headers=kept)
        del unchanged["Content-Type"]  # there is no content
        return unchanged
    return HttpResponse(content, status=status, content_type=media, headers={**kept, **(headers or {})})
