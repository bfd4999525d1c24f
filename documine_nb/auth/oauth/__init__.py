"""What to send to an OAuth 2.0 server and how to read its answers. No I/O.

RFC 6749 (OAuth 2.0), RFC 7009 (revocation), RFC 7636 (PKCE), RFC 8628 (device grant), RFC 9207
(issuer in the answer), RFC 9700 (best current practice); the service's own introduction for the
fields of the forms.
"""

from __future__ import annotations

from documine_nb.auth.oauth.answers import Tokens, read_error, read_revocation, read_tokens
from documine_nb.auth.oauth.claims import check_id_token, read_claims
from documine_nb.auth.oauth.code import (
    CallbackRefusedError,
    authorization_url,
    read_callback,
    read_pasted,
)
from documine_nb.auth.oauth.device import DeviceCode, Polling, read_device_code
from documine_nb.auth.oauth.forms import (
    Client,
    Form,
    client_credentials_form,
    code_form,
    device_code_form,
    device_poll_form,
    logout_form,
    password_form,
    refresh_form,
    revocation_form,
)
from documine_nb.auth.oauth.pkce import Pkce

__all__ = [
    "CallbackRefusedError",
    "Client",
    "DeviceCode",
    "Form",
    "Pkce",
    "Polling",
    "Tokens",
    "authorization_url",
    "check_id_token",
    "client_credentials_form",
    "code_form",
    "device_code_form",
    "device_poll_form",
    "logout_form",
    "password_form",
    "read_callback",
    "read_claims",
    "read_device_code",
    "read_error",
    "read_pasted",
    "read_revocation",
    "read_tokens",
    "refresh_form",
    "revocation_form",
]
