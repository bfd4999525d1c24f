"""Everything that reads bytes from outside during a sign-in, each as a function of bytes.

What they may do with any bytes at all: return, or raise one of our errors or a refusal, soon, and
without keeping a secret outside its wrapper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from documine_nb.auth import oauth
from documine_nb.auth.loopback import LoopbackReceiver
from documine_nb.auth.metadata import read_metadata
from documine_nb.auth.refusals import refusal
from documine_nb.auth.settings import ConnectSettings
from documine_nb.auth.store.record import BadRecordError, Key, read_record
from documine_nb.errors import DocuMineError
from documine_nb.secrets import Secret
from documine_nb.transport.answer import Answer

STATE = Secret("s" * 43)
SETTINGS = ConnectSettings("https://x.example", "acme", "notebook")
KEY = Key("i", "c", "u")


def _answer(data: bytes, status: int = 200) -> Answer:
    return Answer(status, {"content-type": "application/json"}, data, is_confidential=True)


def _callback(data: bytes) -> None:
    code = oauth.read_callback(
        data.decode("latin-1"), state=STATE, issuer="https://x.example", iss_required=False
    )
    assert isinstance(code, Secret)
    assert STATE.reveal() in data.decode("latin-1")  # nothing is accepted without its state


def _pasted(data: bytes) -> None:
    text = data.decode(errors="replace")
    code = oauth.read_pasted(text, state=STATE, issuer=None, iss_required=True)
    assert code.reveal()


def _tokens(data: bytes) -> None:
    tokens = oauth.read_tokens(_answer(data))
    assert isinstance(tokens.access, Secret)
    assert tokens.access.reveal().isascii()
    assert 0 < tokens.expires_in <= 86_400
    for other in (tokens.refresh, tokens.id_token):
        assert other is None or isinstance(other, Secret)
    oauth.read_claims(tokens.id_token)


def _device_code(data: bytes) -> None:
    code = oauth.read_device_code(_answer(data))
    assert code.verification_uri.split(":")[0].lower() in {"http", "https"}
    assert 0 < code.interval <= 60
    assert code.user_code.isprintable()


def _metadata(data: bytes) -> None:
    provider = read_metadata(_answer(data), SETTINGS)
    assert provider.token_endpoint.lower().startswith("https://x.example/")


def _refusal(data: bytes) -> None:
    for status in (400, 401, 403, 404, 500):
        error = refusal(
            _answer(data, status), grant="refresh_token", workspace="acme", url="https://x.example"
        )
        assert isinstance(error, DocuMineError)
        assert str(error)


def _claims(data: bytes) -> None:
    oauth.read_claims(Secret(f"h.{data.decode('latin-1')}.s"))
    oauth.check_id_token(
        Secret(data.decode("latin-1")), client_id="c", issuer=None, nonce=Secret("n")
    )


def _record(data: bytes) -> None:
    tokens = read_record(Secret(data.decode(errors="replace")), KEY, now=1_000)
    assert tokens.expires_in >= 0


def _request(data: bytes) -> None:
    def accept(query: str) -> Secret:
        return oauth.read_callback(query, state=STATE, issuer=None, iss_required=False)

    page = LoopbackReceiver(accept)._answer(data.decode("latin-1"))
    assert page.startswith(b"HTTP/1.1 ")
    assert b"<script" not in page


PARSERS: Mapping[str, Callable[[bytes], None]] = {
    "callback": _callback,
    "claims": _claims,
    "device code": _device_code,
    "metadata": _metadata,
    "paste": _pasted,
    "record": _record,
    "refusal": _refusal,
    "request": _request,
    "tokens": _tokens,
}


def read_one(name: str, data: bytes) -> bool:
    """Read bytes by one parser; True where they were accepted, whatever else comes is a defect."""
    try:
        PARSERS[name](data)
    except (DocuMineError, oauth.CallbackRefusedError, BadRecordError):
        return False
    except ValueError:
        # Said of these to whoever calls them: an address that cannot be split.
        if name != "callback":
            raise
        return False
    return True
