"""A Brazilian house: two languages on the first pages, an English body, numbers its own way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documine_nb.server.samples.generate import grids, methods
from documine_nb.server.samples.generate.dialect import Dialect
from documine_nb.server.samples.generate.facts import Study
from documine_nb.server.samples.generate.layout import (
    Layout,
    citation,
    number_of_animals,
    print_grid,
    running,
    stated,
)
from documine_nb.server.samples.generate.paper import House, Paper
from documine_nb.server.samples.generate.passages import passages_of

__all__ = ["LAYOUT"]

SAY = Dialect(wording=1, thousands=".", decimal=",", dates="dd/mm/yyyy")


def _house(study: Study) -> House:
    def decorate(canvas: Any, page: int, total: int) -> None:
        running(canvas, f"ESTUDO {study.study_number}", study.item, top=True)
        running(canvas, "Relatório final / Final report", f"Pág. {page}/{total}", top=False)

    return House(
        font="Helvetica",
        bold="Helvetica-Bold",
        italic="Helvetica-Oblique",
        size=10,
        justify=True,
        decorate=decorate,
    )


def _cover(paper: Paper, study: Study) -> None:
    paper.gap(10)
    paper.centred("RELATÓRIO FINAL / FINAL REPORT", bold=True, size=12)
    paper.gap(12)
    paper.text("TÍTULO DO ESTUDO / STUDY TITLE:", bold=True)
    paper.text(study.title, fontSize=14, leading=19)
    paper.gap(6)
    laboratory = study.laboratory
    place = f"{laboratory.name}, {laboratory.street}, {laboratory.city}, {laboratory.country}"
    paper.labels(
        stated(
            study,
            [
                ("RELATÓRIO Nº / REPORT NO.:", study.report_number, "Report_Number"),
                ("LABORATÓRIO EXECUTOR / TEST FACILITY:", place, "Performing_Laboratory"),
                ("PATROCINADOR / SPONSOR:", study.sponsor, "Sponsor"),
                ("DIRETOR DO ESTUDO / STUDY DIRECTOR:", study.director, ""),
                ("DATA DE EMISSÃO / DATE OF ISSUE:", SAY.date(study.issued), ""),
            ],
        ),
        width_mm=70,
    )
    paper.gap(4)
    paper.text("MÉTODO(S) DE REFERÊNCIA:", bold=True)
    for number, version in study.guidelines:
        dated = SAY.date(version) if version else None
        form = "OECD Nº {number}: {title}| ({date})"
        paper.text(citation(number, dated, form).replace("|", ""))
    for parallel in study.parallels:
        paper.text(parallel)
    paper.page()


def _declarations(paper: Paper, study: Study) -> None:
    paper.heading("DECLARAÇÃO DE BPL / GLP STATEMENT")
    if study.glp:
        paper.text(
            "Este estudo foi conduzido de acordo com os Princípios das Boas Práticas de "
            "Laboratório "
            "(BPL) da OCDE e com a norma INMETRO NIT-DICLA-035."
        )
        paper.text("This study was conducted in compliance with Good Laboratory Practice (GLP).")
    else:
        paper.text("Este estudo não foi conduzido de acordo com as BPL.")
        paper.text("This study was not conducted in compliance with GLP.")
    paper.heading("GARANTIA DA QUALIDADE / QUALITY ASSURANCE")
    dates = [(-5, "Plano de estudo / Study plan"), (2, "Fase experimental / In-life phase")]
    rows = [(what, SAY.date(study.start + timedelta(days=day))) for day, what in dates]
    rows.append(("Relatório / Report", SAY.date(study.issued - timedelta(days=7))))
    paper.table(("Inspeção / Inspection", "Data / Date"), rows)
    paper.heading("RESUMO")
    outcome = (
        "A substância-teste foi avaliada conforme o método de referência. Os animais foram "
        "observados "
        "quanto a sinais clínicos, peso corpóreo e achados macroscópicos. Os resultados constam "
        "das "
        "seções em inglês deste relatório, que prevalecem em caso de dúvida."
    )
    paper.text(outcome)
    paper.heading("SUMMARY")
    paper.text(study.summary_says.get("outcome") or passages_of(study, SAY)["Study_Conclusion"])


def _methods(paper: Paper, study: Study) -> None:
    paper.heading("1. SCHEDULE")
    paper.labels(
        [
            ("Study initiation date:", SAY.date(study.start - timedelta(days=15))),
            ("Experimental starting date:", SAY.date(study.start)),
            ("Experimental completion date:", SAY.date(study.end)),
        ],
        width_mm=62,
    )
    paper.heading("2. TEST SUBSTANCE / SUBSTÂNCIA-TESTE")
    rows = [
        ("Name / Nome:", study.item, "Test_Item"),
        ("Batch / Lote:", ", ".join(study.batches), "Certificate"),
        ("Purity / Pureza:", study.purity, "Purity"),
        *((f"{name}:", value, "") for name, value in grids.certificate(study, SAY)),
    ]
    paper.labels(stated(study, rows), width_mm=62)
    paper.heading("3. TEST SYSTEM / SISTEMA-TESTE")
    doses = " / ".join(SAY.number(dose) for dose in study.doses)
    rows = [
        ("Species / Espécie:", study.species, "Species"),
        ("Strain / Linhagem:", study.strain, "Strain"),
        ("Sex / Sexo:", study.sex, "Sex"),
        ("Number of animals / Nº de animais:", number_of_animals(study), "Number_of_Animals"),
        ("Route / Via:", study.route_stated, "Route"),
        ("Vehicle / Veículo:", study.vehicle, "Vehicle"),
        ("Doses / Doses:", f"{doses} {study.unit}" if doses else "", "Doses"),
    ]
    paper.labels(stated(study, rows), width_mm=62)
    paper.heading("4. STUDY DESIGN")
    paper.passage(methods.design(study, SAY))
    paper.heading("5. PROCEDURES")
    for text in (*methods.husbandry(study, SAY), methods.preparation(study, SAY)):
        paper.text(text)
    for text in methods.observations(study, SAY):
        paper.text(text)
    paper.heading("6. DEVIATIONS")
    paper.passage(passages_of(study, SAY)["Deviation_from_the_Guideline"])


def _results(paper: Paper, study: Study) -> None:
    said = passages_of(study, SAY)
    paper.heading("7. RESULTS AND CONCLUSIONS")
    joined = ("Mortality_Statement", "Clinical_Signs", "Body_Weight_Changes", "Study_Conclusion")
    paper.passage(" ".join(said[name] for name in joined))
    if "Necropsy_Findings" in said:
        paper.heading("7.1 Gross necropsy", 2)
        paper.passage(said["Necropsy_Findings"])
    grid = grids.mortality(study, SAY) if study.groups else grids.scores(study, SAY)
    print_grid(paper, grid, "1", word="Tabela / Table")
    paper.heading("8. ARCHIVING / ARQUIVAMENTO")
    paper.text(methods.archive(study))
    paper.page()
    paper.heading("ANEXO / ANNEX")
    print_grid(paper, grids.weights(study, SAY), "2", word="Tabela / Table")
    if study.groups:
        print_grid(paper, grids.signs(study, SAY), "3", word="Tabela / Table")
        print_grid(paper, grids.necropsies(study, SAY), "4", word="Tabela / Table")
        print_grid(paper, grids.treatments(study, SAY), "5", word="Tabela / Table")
    if study.indices:
        print_grid(paper, grids.individual(study, SAY), "3", word="Tabela / Table")
    print_grid(paper, grids.environment(study, SAY), "6", word="Tabela / Table")


def _compose(paper: Paper, study: Study) -> None:
    for part in (_cover, _declarations, _methods, _results):
        part(paper, study)


LAYOUT = Layout("visible_brazil", SAY, _house, _compose)
