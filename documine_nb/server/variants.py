"""Ways in which real services are known or feared to differ, for trying clients against them.

The contract is partly a guess (see :mod:`documine_nb.contract`), so a client has to read more than
one form. ``ServerSettings(variants=...)`` makes the embedded server speak these:

==================  ==============================================================================
``bare-lists``      lists come as JSON arrays, without the object around them
``joined-values``   a component's values come as one text, joined by ``", "``
``file-id-keys``    files and result packages call their id ``fileId`` and ``downloadId``
==================  ==============================================================================
"""

from __future__ import annotations

from typing import Any

__all__ = ["VARIANTS", "rewrite"]

VARIANTS = frozenset({"bare-lists", "joined-values", "file-id-keys"})
_ID_KEYS = {"FileStatus": "fileId", "DownloadStatus": "downloadId"}


def rewrite(body: Any, schema: str | None, variants: frozenset[str]) -> Any:
    """Return an answer as the variants would have it.

    Parameters
    ----------
    body
        The answer, JSON-like.
    schema : str or None
        What the contract calls it; ``"[Dossier]"`` is a list.
    variants : frozenset of str
        Some of :data:`VARIANTS`.

    Examples
    --------
    >>> rewrite({"files": [{"id": "f1"}]}, "[FileStatus]", frozenset({"file-id-keys"}))
    {'files': [{'fileId': 'f1'}]}
    >>> rewrite({"users": []}, "[User]", frozenset({"bare-lists"}))
    []
    """
    if not variants or schema is None:
        return body
    if not schema.startswith("["):
        return _one(body, schema, variants)
    (key, items), *_ = body.items()
    rewritten = [_one(item, schema.strip("[]"), variants) for item in items]
    return rewritten if "bare-lists" in variants else {key: rewritten}


def _one(body: dict[str, Any], schema: str, variants: frozenset[str]) -> dict[str, Any]:
    if "file-id-keys" in variants and schema in _ID_KEYS:
        body = {_ID_KEYS[schema] if key == "id" else key: value for key, value in body.items()}
    if "joined-values" in variants and schema == "FileComponents":
        joined = {name: ", ".join(values) for name, values in body["components"].items()}
        body = {**body, "components": joined}
    return body
