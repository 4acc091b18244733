"""Style, script and icon: read once, named by what is in them, kept by browsers for as long as they like."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from segue.web.problems import Problem

_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    media_type: str
    version: str


@cache
def _files() -> dict[str, _File]:
    found = {}
    for entry in files("segue.web").joinpath("static").iterdir():
        ending = entry.name.rpartition(".")[2]
        if ending in _TYPES:
            body = entry.read_bytes()
            version = blake2b(body, digest_size=6).hexdigest()
            found[entry.name] = _File(body, _TYPES[ending], version)
    return found


def url(name: str) -> str:
    """Raises KeyError for a file that does not ship."""
    return f"/static/{name}?v={_files()[name].version}"


@get("/static/{name:str}")
async def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """A file of the package; only under its current version may it be kept for ever."""
    file = _files().get(name)
    if file is None:
        raise Problem(404, "there is no such file")
    current = request.query_params.get("v") == file.version
    headers = {
        "Cache-Control": _FOREVER if current else "no-cache",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "ETag": f'"{file.version}"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers)
    return Response(file.body, media_type=file.media_type, headers=headers)
