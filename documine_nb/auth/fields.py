"""Every setting of a connection by all its names: the one table that README shows too."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["FIELDS", "Field"]


class Field(NamedTuple):
    """One row of the table of settings.

    Attributes
    ----------
    argument : str
        The keyword of ``connect``, and the key in a profile.
    placeholder : str
        What the service's introduction calls it.
    environment : str
        The environment variable.
    help : str
        What it is.
    secret : bool
        Whether it is kept from sight.
    """

    argument: str
    placeholder: str
    environment: str
    help: str
    secret: bool = False

    @property
    def key(self) -> str:
        """The key in a profile."""
        return self.argument


# fmt: off
FIELDS: tuple[Field, ...] = (
    Field("base_url", "${base_url}", "DOCUMINE_URL",
          "address of the service, such as https://acme.documine.example"),
    Field("workspace", "<workspace_id>", "DOCUMINE_WORKSPACE",
          "the workspace's id, not its display name"),
    Field("client_id", "<client_id>", "DOCUMINE_CLIENT_ID",
          "the client id of your instance; ask DocuMine support for it"),
    Field("client_secret", "<client_secret>", "DOCUMINE_CLIENT_SECRET",
          "the client's secret, where your instance issued one", secret=True),
    Field("username", "<username>", "DOCUMINE_USERNAME",
          "for flow='password': a technical user of your workspace"),
    Field("password", "<password>", "DOCUMINE_PASSWORD",
          "for flow='password': its local DocuMine password", secret=True),
    Field("auth_path", "${auth_path}", "DOCUMINE_AUTH_PATH",
          "path or address of the authorization endpoint, where it is not the usual one"),
    Field("token_path", "${token_path}", "DOCUMINE_TOKEN_PATH",
          "path or address of the token endpoint, where it is not the usual one"),
    Field("redirect_uri", "<redirect_uri>", "DOCUMINE_REDIRECT_URI",
          "where the browser is sent back to, where your client allows one address only"),
    Field("scope", "<scope>", "DOCUMINE_SCOPE", "OAuth scope; openid by default"),
    Field("ca_bundle", "", "DOCUMINE_CA_BUNDLE",
          "PEM file of your network's own certificate authority"),
    Field("timeout", "", "DOCUMINE_TIMEOUT", "seconds of silence before a call is given up; 30"),
)
# fmt: on
"""Every setting: argument, the introduction's placeholder, environment variable, meaning."""
