"""Report templates by name, where the service tells them; by id where not."""

from __future__ import annotations

from typing import Any

import pytest

from documine_nb.errors import NotFoundError
from documine_nb.models import DossierTemplate
from documine_nb.resources.templates import report_ids


def template(**told: Any) -> DossierTemplate:
    return DossierTemplate.from_json({"id": "t", "name": "Studies", **told})


NAMED = template(reportTemplates=[{"templateId": "1", "fileName": "Short"}, {"id": "2"}])


def test_a_name_becomes_its_id() -> None:
    assert report_ids(NAMED, ["Short"]) == ["1"]


def test_none_means_all() -> None:
    assert report_ids(NAMED, None) == ["1", "2"]


def test_ids_alone_are_enough() -> None:
    assert report_ids(template(reportTemplateIds=["7"]), None) == ["7"]


def test_where_the_service_tells_nothing_ids_are_taken_as_given() -> None:
    assert report_ids(template(), ["9"]) == ["9"]
    assert report_ids(template(), None) == []


def test_a_wrong_name_is_an_error_that_names_the_template() -> None:
    with pytest.raises(NotFoundError, match="'Studies'"):
        report_ids(NAMED, ["Shrt"])
