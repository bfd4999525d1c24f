"""Reading bodies: decompressed by us with a cap, JSON read without surprises. No I/O."""

from __future__ import annotations

import json
import zlib
from typing import Any, NoReturn

__all__ = ["BodyDecoder", "BodyError", "CutBodyError", "first_words", "parse_json"]

_SHOWN = 80
_GZIP = 16 + zlib.MAX_WBITS


class BodyError(ValueError):
    """A body that is cut, too large, or in an unknown encoding."""


class CutBodyError(BodyError):
    """A compressed body that ends too early: another try may bring it whole."""


class BodyDecoder:
    """Decompresses a body chunk by chunk and stops at a cap.

    A decompression bomb of 0.6 MB lifts httpx 0.28 to 289 MiB, and a gzip stream cut short
    passes there as whole; here the first raises early and the second at the end.

    Parameters
    ----------
    encoding : str
        The ``Content-Encoding`` header: empty, ``identity``, ``gzip`` or ``deflate``.
    cap : int or None
        Most bytes to give out.
    """

    def __init__(self, encoding: str, *, cap: int | None = None) -> None:
        name = encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise BodyError(f"the unknown content encoding {name!r}")
        self._deflate = name == "deflate"
        self._stream: zlib._Decompress | None = None
        if name in {"gzip", "x-gzip"}:
            self._stream = zlib.decompressobj(_GZIP)
        self._cap = cap
        self._given = 0
        self._has_begun = False

    def feed(self, chunk: bytes) -> bytes:
        """Return what `chunk` decodes to."""
        self._has_begun = self._has_begun or bool(chunk)
        if self._deflate and self._stream is None and chunk:
            # RFC 9110 means zlib's format; some servers send the bare one.
            bare = chunk[0] & 0x0F != 8  # noqa: PLR2004 -- 8 is zlib's number for deflate
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
        data = chunk if self._stream is None else self._decompress(self._stream, chunk)
        self._given += len(data)
        if self._cap is not None and self._given > self._cap:
            raise BodyError(f"more than the {self._cap:,} bytes an answer may have")
        return data

    def _decompress(self, stream: zlib._Decompress, chunk: bytes) -> bytes:
        room = 0 if self._cap is None else self._cap - self._given + 1
        data = b""
        try:
            while chunk and (not room or len(data) < room):
                if stream.eof:
                    # gzip may have several members, one behind the other, and zeros behind them.
                    chunk = chunk.lstrip(b"\0")
                    if not chunk:
                        break
                    stream = self._stream = zlib.decompressobj(_GZIP)
                data += stream.decompress(chunk, room and room - len(data))
                chunk = stream.unused_data
        except zlib.error as error:
            raise BodyError(f"a damaged compressed body ({error})") from None
        return data

    def finish(self) -> None:
        """Check that the compressed body was whole; nothing at all is no body."""
        if self._has_begun and self._stream is not None and not self._stream.eof:
            raise CutBodyError("a compressed body that ends too early")


def parse_json(content: bytes) -> Any:
    """Read JSON strictly; every kind of nonsense is one :class:`BodyError`.

    Refused: NaN and Infinity, a name twice in one object, nesting beyond reason, integers beyond
    reason, half surrogate pairs, and anything that is not UTF-8. A byte order mark is taken off.

    Examples
    --------
    >>> parse_json(b'{"a": 12345678901234567890}')
    {'a': 12345678901234567890}
    >>> parse_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ...
    documine_nb.transport.body.BodyError: the name 'a' twice in one object
    """
    try:
        text = content.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except BodyError:
        raise
    except RecursionError:
        raise BodyError("JSON nested too deeply") from None
    except UnicodeEncodeError:
        raise BodyError("half a surrogate pair in a text") from None
    except UnicodeDecodeError as error:
        raise BodyError(f"text that is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise BodyError(f"{error.msg} at line {error.lineno} column {error.colno}") from None
    except ValueError:
        raise BodyError("a number of absurd length") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BodyError(f"the name {twice!r} twice in one object")
    return found


def _constant(name: str) -> NoReturn:
    raise BodyError(f"{name}, which is no JSON number")


def first_words(content: bytes) -> str:
    r"""Return the first words of a body as one harmless line.

    Examples
    --------
    >>> first_words(b"<html>\n  <title>Sign in</title>")
    '<html> <title>Sign in</title>'
    """
    text = content[: 4 * _SHOWN].decode("utf-8", errors="replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:_SHOWN] + ("..." if len(line) > _SHOWN else "")
