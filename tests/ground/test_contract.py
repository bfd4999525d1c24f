"""The table of operations is the working contract."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from documine_nb.contract import OPERATIONS, TAGS, Operation

# Number, method, path and confidence of every row, as the working contract has them.
T = "/api/dossier-templates/{dossierTemplateId}"
D = f"{T}/dossiers/{{dossierId}}"
F = f"{D}/files/{{fileId}}"
# fmt: off
ROWS = {
    "getAllDossierTemplates": ("1.1", "GET", "/api/dossier-templates", "verified"),
    "getDossierTemplate": ("1.2", "GET", T, "inferred"),
    "getDossiers": ("2.1", "GET", f"{T}/dossiers", "inferred"),
    "createDossierOrUpdateDossier": ("2.2", "POST", f"{T}/dossiers", "inferred"),
    "getDossier": ("2.3", "GET", D, "inferred"),
    "deleteDossier": ("2.4", "DELETE", D, "inferred"),
    "prepareDossierDownload": ("2.5", "POST", f"{D}/create-download", "verified"),
    "getDossierFiles": ("3.1", "GET", f"{D}/files", "likely"),
    "uploadFile": ("3.2", "POST", f"{D}/files", "likely"),
    "getFileStatus": ("3.3", "GET", F, "likely"),
    "deleteFile": ("3.4", "DELETE", F, "likely"),
    "setFileAttributes": ("3.5", "PUT", f"{F}/file-attributes", "guess"),
    "prepareFileDownload": ("3.6", "POST", f"{F}/create-download", "inferred"),
    "prepareBulkDownload": ("3.7", "POST", f"{D}/files/bulk/create-download", "guess"),
    "getComponents": ("4.1", "GET", f"{F}/components", "likely"),
    "getComponentsForFiles": ("4.2", "GET", f"{D}/files/bulk/components", "guess"),
    "getOverrides": ("4.3", "GET", f"{F}/components/overrides", "guess"),
    "addOverrides": ("4.4", "POST", f"{F}/components/overrides", "guess"),
    "revertOverrides": ("4.5", "POST", f"{F}/components/overrides/revert", "guess"),
    "getDownloadStatusList": ("5.1", "GET", "/api/downloads", "likely"),
    "getDownloadStatus": ("5.2", "GET", "/api/downloads/{downloadId}", "likely"),
    "download": ("5.3", "GET", "/api/downloads/{downloadId}/download", "guess"),
    "deleteDownload": ("5.4", "DELETE", "/api/downloads/{downloadId}", "likely"),
    "getUsers": ("6.1", "GET", "/api/users", "likely"),
    "getUser": ("6.2", "GET", "/api/users/{userId}", "guess"),
    "getActiveLicense": ("7.1", "GET", "/api/license/active", "guess"),
    "getLicenseUsage": ("7.2", "POST", "/api/license/active/usage", "guess"),
}
# fmt: on
BY_METHOD = {
    "GET": {"read"},
    "DELETE": {"delete"},
    "PUT": {"replace"},
    "POST": {"create", "upload", "replace", "read"},
}


def test_every_row_is_there_and_no_other() -> None:
    found = {
        row.id: (row.number, row.method, row.path, row.path_confidence)
        for row in OPERATIONS.values()
    }
    assert found == ROWS


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=lambda row: row.id)
def test_a_row_fits_together(row: Operation) -> None:
    assert OPERATIONS[row.id] is row
    assert row.tag == TAGS[int(row.number[0]) - 1]
    assert row.kind in BY_METHOD[row.method]
    assert row.is_verified is (row.path_confidence == "verified")
    assert row.summary
    names = [name for _, name, _, _ in Formatter().parse(row.path) if name]
    for alias in row.aliases:
        assert [name for _, name, _, _ in Formatter().parse(alias) if name] == names
    filled = row.fill(**dict.fromkeys(names, "x"))
    assert re.fullmatch(r"(/[a-z-]+|/x)+", filled)


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("..", ".."),
        ("ü?#%", "%C3%BC%3F%23%25"),
        ("{x}", "%7Bx%7D"),
    ],
)
def test_ids_are_encoded_into_the_path(value: str, encoded: str) -> None:
    assert OPERATIONS["getUser"].fill(userId=value) == f"/api/users/{encoded}"


def test_a_missing_id_is_no_path() -> None:
    with pytest.raises(KeyError):
        OPERATIONS["getUser"].fill()


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        OPERATIONS["getUser"] = OPERATIONS["getUsers"]  # type: ignore[index]
