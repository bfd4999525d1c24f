"""Names that a server suggests are one plain file name on every system."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documine_nb.transport.names import clean_name, suggested_name

pytestmark = pytest.mark.fault("B83")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (None, "package.zip"),
        ("inline", "package.zip"),
        ("attachment; filename=plain.zip", "plain.zip"),
        ("attachment; filename=\"a.zip\"; filename*=utf-8''%C3%BC.zip", "ü.zip"),
        (r'attachment; filename="a\"b.zip"', "a_b.zip"),
        ("attachment; filename*=utf-8'de'%FF.zip", "\N{REPLACEMENT CHARACTER}.zip"),
        ("attachment; filename*=idna''xn--%FF.zip", "package.zip"),
        ("attachment; filename*=unicode_escape''%5Cud800.zip", "package.zip"),
        ('attachment; filename="=?utf-8?B?w7w=?="', "=_utf-8_B_w7w=_=.zip"),
        ('attachment; filename="NUL.tar.zip"', "_NUL.tar.zip"),
        ('attachment; filename="a:stream.zip"', "a_stream.zip"),
        ('attachment; filename="...."', "package.zip"),
        ('attachment; filename=".zip"', "zip.zip"),
        ('attachment; filename="RESULTS.ZIP"', "RESULTS.ZIP"),
    ],
)
def test_a_suggestion_is_cleaned(disposition: str | None, name: str) -> None:
    assert suggested_name(disposition, default="package.zip", suffix=".zip") == name


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("ü" * 5_000 + ".zip")
    assert name.endswith("ü.zip")
    assert len(name.encode()) < 200


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_name_is_one_plain_file(text: str) -> None:
    name = clean_name(text)
    assert not set(name) & set('/\\<>:"|?*\0\r\n')
    assert name not in {".", ".."}
    assert name == name.strip(" .")
    assert len(name.encode()) < 255
