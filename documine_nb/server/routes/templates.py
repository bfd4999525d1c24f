"""Dossier templates: read only, they are files of the server."""

from __future__ import annotations

from documine_nb.server.answers import Answer, dossier_template
from documine_nb.server.api import Api
from documine_nb.server.extraction import RuleSet
from documine_nb.server.parameters import TemplateId
from documine_nb.server.services import REPORT_NAME, report_template_id

__all__ = ["add"]


def add(api: Api) -> None:
    """Register the operations of the tag."""
    services = api.services

    def written(template: RuleSet) -> Answer:
        report = (report_template_id(template.id), REPORT_NAME)
        return dossier_template(template, services.store.templates.added_at(template.id), report)

    @api.operation("getAllDossierTemplates")
    def list_templates() -> Answer:
        return {"dossierTemplates": [written(one) for one in services.templates.values()]}

    @api.operation("getDossierTemplate")
    def read_template(template_id: TemplateId) -> Answer:
        return written(api.access.template(template_id))
