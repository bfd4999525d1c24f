"""Reading of answers: tolerant in form, strict about what is missing."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from documine_nb import models
from documine_nb.errors import ProtocolError

FILE: dict[str, Any] = {"id": "f1", "filename": "a.pdf", "processingStatus": "PROCESSED"}
COMPONENTS: dict[str, Any] = {"fileId": "f1", "filename": "a.pdf", "components": {}}


def test_unknown_fields_are_kept_and_shown() -> None:
    status = models.FileStatus.from_json({**FILE, "linkType": {"a": [1]}})
    assert status.extra == {"linkType": {"a": [1]}}
    assert "linkType" in repr(status)
    assert status.to_json()["linkType"] == {"a": [1]}


@pytest.mark.fault("B47")
@pytest.mark.parametrize("state", ["QUARANTINED", "processed", ""])
def test_an_unknown_state_stays_itself_and_counts_as_busy(state: str) -> None:
    status = models.FileStatus.from_json({**FILE, "processingStatus": state})
    assert status.processing_status == state
    assert status.is_busy
    assert not status.is_ready
    package = models.DownloadStatus.from_json({"id": "p", "status": state})
    assert package.is_busy


@pytest.mark.parametrize(
    ("kind", "body", "path"),
    [
        (models.FileStatus, {"filename": "a", "processingStatus": "X"}, "FileStatus.id"),
        (models.FileStatus, {**FILE, "filename": None}, "FileStatus.filename"),
        (models.FileStatus, {**FILE, "filename": ["a"]}, "FileStatus.filename"),
        (models.Dossier, {"id": "d"}, "Dossier.name"),
        (models.DossierTemplate, {"name": "t"}, "DossierTemplate.id"),
        (models.DownloadStatus, {"id": "p"}, "DownloadStatus.status"),
        (models.User, {"username": "u"}, "User.userId"),
        (models.FileComponents, {"fileId": "f", "filename": "a"}, "FileComponents.components"),
        (
            models.FileComponents,
            {**COMPONENTS, "components": {"Sex": [{"value": "male"}]}},
            "FileComponents.components.Sex",
        ),
        (models.FileComponents, [1], "FileComponents is a list"),
    ],
)
@pytest.mark.fault("B48")
def test_a_missing_or_unreadable_required_field_is_named(kind: Any, body: Any, path: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        kind.from_json(body)
    assert path in str(caught.value)


@pytest.mark.fault("B48")
def test_an_entry_of_a_list_is_named_by_its_place() -> None:
    with pytest.raises(ProtocolError, match=r"files\[1\]\.filename"):
        models.read_records(
            models.FileStatus, {"files": [FILE, {**FILE, "filename": None}]}, wrapper_hint="files"
        )


@pytest.mark.fault("B48")
def test_an_unreadable_optional_field_is_absent_and_its_original_is_kept() -> None:
    status = models.FileStatus.from_json(
        {**FILE, "numberOfPages": "many", "added": "yesterday", "fileErrorInfo": "boom"}
    )
    assert status.number_of_pages is None
    assert status.added is None
    assert status.extra == {
        "numberOfPages": "many",
        "added": "yesterday",
        "fileErrorInfo": "boom",
    }
    assert models.FileStatus.from_json(status.to_json()) == status


@pytest.mark.fault("B48")
def test_null_instead_of_a_list_is_an_empty_one_and_numeric_ids_are_texts() -> None:
    dossier = models.Dossier.from_json({"id": 12, "name": "A", "memberIds": None, "ownerId": 7})
    assert (dossier.id, dossier.member_ids, dossier.owner_id) == ("12", (), "7")


@pytest.mark.fault("B46")
def test_large_whole_numbers_stay_exact() -> None:
    status = models.FileStatus.from_json({**FILE, "fileSize": 2**63 + 1, "numberOfPages": "17"})
    assert (status.file_size, status.number_of_pages) == (2**63 + 1, 17)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (models.FileStatus, "fileId"),
        (models.Dossier, "dossierId"),
        (models.DossierTemplate, "dossierTemplateId"),
        (models.DownloadStatus, "downloadId"),
        (models.DownloadStatus, "storageId"),
        (models.User, "id"),
        (models.User, "userId"),
    ],
)
def test_identifiers_have_several_names(kind: Any, name: str) -> None:
    body = {"name": "n", "filename": "f", "processingStatus": "X", "status": "READY", name: "x"}
    assert kind.from_json(body).id == "x"


def test_two_identifiers_that_differ_are_both_kept() -> None:
    status = models.FileStatus.from_json({**FILE, "fileId": "other"})
    assert status.id == "f1"
    assert status.extra == {"fileId": "other"}


def test_an_identifier_by_two_names_is_read_once() -> None:
    assert models.FileStatus.from_json({**FILE, "fileId": "f1"}).extra == {}


def test_null_by_two_names_is_nothing() -> None:
    dossier = models.Dossier.from_json({"id": "d", "name": "A", "date": None, "startDate": None})
    assert (dossier.date, dossier.extra) == (None, {})


def test_a_truth_value_is_no_number() -> None:
    usage = models.LicenseUsage.from_json({"analysisPercentageOfTotal": True})
    assert usage.analysis_percentage_of_total is None
    assert usage.extra == {"analysisPercentageOfTotal": True}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020-01-23T04:56:07.000+00:00", datetime(2020, 1, 23, 4, 56, 7, tzinfo=UTC)),
        ("2023-09-21T12:45:00Z", datetime(2023, 9, 21, 12, 45, tzinfo=UTC)),
        ("2023-09-21T12:45:00.123456789Z", datetime(2023, 9, 21, 12, 45, 0, 123456, tzinfo=UTC)),
        (
            "2023-09-21T12:45:00.1+0200",
            datetime(2023, 9, 21, 12, 45, 0, 100000, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("2023-09-21T12:45:00", datetime(2023, 9, 21, 12, 45, tzinfo=UTC)),
        ("2023-09-21", datetime(2023, 9, 21, tzinfo=UTC)),
        ("2023-09-21T14:45:00+02:00[Europe/Berlin]", datetime(2023, 9, 21, 12, 45, tzinfo=UTC)),
        (1695300300000, datetime(2023, 9, 21, 12, 45, tzinfo=UTC)),
        (1695300300, datetime(2023, 9, 21, 12, 45, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_any_form(written: Any, meant: datetime) -> None:
    read = models.FileStatus.from_json({**FILE, "added": written}).added
    assert read == meant
    assert read is not None
    assert read.tzinfo is not None


@pytest.mark.parametrize(
    "answer",
    [
        [FILE],
        {"files": [FILE]},
        {"fileStatuses": [FILE]},
        {"files": [FILE], "total": 1},
        {"items": [FILE], "total": 1},
        {"files": FILE},
    ],
)
def test_lists_come_bare_or_wrapped(answer: Any) -> None:
    read = models.read_records(models.FileStatus, answer, wrapper_hint="files")
    assert [status.id for status in read] == ["f1"]


@pytest.mark.parametrize("answer", [None, [], {"files": []}, {"files": None}, {"items": None}])
def test_no_list_is_an_empty_list(answer: Any) -> None:
    assert models.read_list(answer, wrapper_hint="files") == []


@pytest.mark.parametrize(
    "answer", ["<html>", 5, {"a": [], "b": []}, {"message": "x"}, {"files": 3}]
)
@pytest.mark.fault("B46")
def test_what_holds_no_list_is_a_protocol_error(answer: Any) -> None:
    with pytest.raises(ProtocolError, match="list"):
        models.read_list(answer, wrapper_hint="files")


@pytest.mark.parametrize(
    ("sent", "ids"),
    [
        ({"fileIds": ["a", "b"]}, ("a", "b")),
        ({"fileIds": "a"}, ("a",)),
        ({"fileId": "a"}, ("a",)),
        ({"id": 5}, ("5",)),
        ({"processedFileIds": ["x"], "processedAttributes": ["OECD Number"]}, ()),
    ],
)
def test_an_upload_answers_with_one_id_or_many(sent: Any, ids: tuple[str, ...]) -> None:
    result = models.FileUploadResult.from_json(sent)
    assert result.file_ids == ids
    assert result.extra == {}


def test_component_values_come_as_text_or_list() -> None:
    read = models.FileComponents.from_json(
        {**COMPONENTS, "components": {"A": "x", "B": ["y", "z"], "C": None, "D": [], "E": [5]}}
    )
    assert read.components == {"A": ("x",), "B": ("y", "z"), "C": (), "D": (), "E": ("5",)}
    assert list(read.components) == ["A", "B", "C", "D", "E"]


def test_details_alone_say_the_values_too() -> None:
    read = models.FileComponents.from_json(
        {
            "fileId": "f",
            "filename": "a.pdf",
            "componentDetails": {"Sex": {"componentValues": {"value": "male", "page": 3}}},
        }
    )
    assert read.components == {"Sex": ("male",)}
    assert read.details is not None
    assert read.details["Sex"].name == "Sex"
    assert read.details["Sex"].values[0].extra == {"page": 3}


@pytest.mark.parametrize(
    "sent", [{"attributeIdToValue": {"a": "1", "b": None}}, {"a": 1, "b": None}]
)
def test_file_attributes_come_plain_or_wrapped(sent: Any) -> None:
    assert models.FileStatus.from_json({**FILE, "fileAttributes": sent}).file_attributes == {
        "a": "1",
        "b": None,
    }


def test_ready_needs_an_analysis_where_the_service_counts_them() -> None:
    assert models.FileStatus.from_json(FILE).is_ready
    assert models.FileStatus.from_json({**FILE, "numberOfAnalyses": 0}).is_busy
    failed = models.FileStatus.from_json(
        {**FILE, "processingStatus": "ERROR", "fileErrorInfo": {"cause": "encrypted"}}
    )
    assert failed.is_failed
    assert failed.error_cause == "encrypted"


def test_records_are_frozen_and_survive_pickling() -> None:
    status = models.FileStatus.from_json({**FILE, "new": 1})
    with pytest.raises(AttributeError):
        status.filename = "b"  # type: ignore[misc]  # the point of the test
    assert pickle.loads(pickle.dumps(status)) == status  # noqa: S301  our own bytes
