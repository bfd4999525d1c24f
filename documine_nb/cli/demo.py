"""``documine-nb demo``: documents go in, a typed DataFrame and charts come out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documine_nb.cli import accuracy
from documine_nb.cli.show import section, table, telling
from documine_nb.demonstration import demo
from documine_nb.errors import ConfigError, IntegrityError, StorageError
from documine_nb.session import Session

if TYPE_CHECKING:
    import pandas as pd

    from documine_nb.resources.dossier import Dossier
    from documine_nb.server.samples import Sample

__all__ = ["add_parser"]

STUDIES = "OECD acute toxicity"
GENERIC = "Generic report"
_PATIENCE = 1800.0


def add_parser(commands: Any) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "demo", help="the whole line on the embedded server: no account, no network"
    )
    parser.add_argument("path", nargs="*", help="your own PDFs: files, folders or patterns")
    parser.add_argument(
        "--out", type=Path, default=Path("documine-demo"), help="where results go (%(default)s)"
    )
    parser.add_argument(
        "--template", help=f"for your own PDFs: {GENERIC!r} (the default) or {STUDIES!r}"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Go through the whole line."""
    out: Path = arguments.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"{str(out)!r} cannot be made: {error.strerror or error}", cure="Choose another --out."
        ) from None
    section("Starting the embedded server, and signing in")
    with demo(samples=False) as session:
        print(session)
        if arguments.path:
            dossier = _own(session, arguments.path, arguments.template or GENERIC)
            frame = _results(dossier, out)
        else:
            if arguments.template:
                raise ConfigError("--template is for your own PDFs", cure="Give their path too.")
            frame = _samples(session, out)
        _usage(session)
        charts = _charts(session, frame, out)
    section("Done")
    print(f"Everything is in {out.resolve()}")
    print(f"Charts: {', '.join(path.name for path in charts)}")
    print("The same as a notebook, in JupyterLab: make lab, or documine-nb lab")
    return 0


def _own(session: Session, paths: Sequence[str], template: str) -> Dossier:
    section(f"A dossier from the template {template!r}, and your documents")
    dossier = session.dossiers.create("My documents", template=template)
    report = dossier.upload(paths)
    print(report)
    if not report.ok:
        report.raise_for_failures()
    print(dossier.wait(timeout=_PATIENCE))
    return dossier


def _samples(session: Session, out: Path) -> pd.DataFrame:
    from documine_nb.server.samples import samples  # noqa: PLC0415 -- with the server, lazily

    groups = {
        STUDIES: [one for one in samples() if one.template == "oecd_acute_toxicity"],
        GENERIC: [one for one in samples() if one.template == "generic_report"],
    }
    dossiers = {
        template: _upload(session, template, reports)
        for template, reports in groups.items()
        if reports
    }
    frame = _results(dossiers[STUDIES], out)
    section("Field accuracy: what was extracted, against what the reports are known to say")
    for template, dossier in dossiers.items():
        accuracy.show(template, dossier.components(progress=False), groups[template], out)
    return frame


def _upload(session: Session, template: str, reports: Sequence[Sample]) -> Dossier:
    section(f"A dossier from the template {template!r}, and {len(reports)} sample reports")
    dossier = session.dossiers.create(f"{template} samples", template=template)
    report = dossier.upload([one.path for one in reports])
    report.raise_for_failures()
    files = dossier.wait(timeout=_PATIENCE)
    for file in files:
        if file.record.is_failed:
            print(f"{file.name}: {file.record.error_cause}")
    return dossier


def _results(dossier: Dossier, out: Path) -> pd.DataFrame:
    import documine_nb as dm  # noqa: PLC0415 -- pandas, which the other commands do without

    section("A result package: originals, and reports as Excel, JSON and XML")
    path: Path = dossier.create_package().wait(timeout=_PATIENCE).download(out)
    print(f"{path} ({path.stat().st_size:,} bytes)")
    section("The components as a typed DataFrame, from the service and from the package")
    result = dossier.components(progress=False)
    frame = result.wide()
    if not dm.read_package(path).wide().equals(frame):
        raise IntegrityError(
            "the package does not say the same as the service", cure="Please report it."
        )
    print("both are identical\n")
    table(telling(frame))
    print(f"\n{len(frame.columns)} columns in all, of these types:")
    print(frame.dtypes.astype(str).value_counts().to_string())
    # People open these by a click.
    result.to_csv(out / "components.csv", for_spreadsheets=True)
    result.to_csv(out / "components-long.csv", "long", for_spreadsheets=True)
    section("Quality: what is missing, odd, or has several values")
    print(result.quality())
    return frame


def _usage(session: Session) -> None:
    section("License usage")
    print(session.license_usage())


def _charts(session: Session, frame: pd.DataFrame, out: Path) -> list[Path]:
    from documine_nb import charts  # noqa: PLC0415 -- matplotlib

    section("Charts")
    drawn: dict[str, Callable[[], Any]] = {
        "completeness": lambda: charts.completeness(frame),
        "license_usage": lambda: session.license_usage().plot(),
    }
    if "Experimental_Starting_Date" in frame:
        drawn["ld50"] = lambda: charts.ld50(frame)
        drawn["timeline"] = lambda: charts.timeline(frame, "Experimental_Starting_Date")
        drawn["strains"] = lambda: charts.category_counts(frame, "Strain")
    written = []
    for name, draw in drawn.items():
        axes = draw()
        path = out / f"{name}.png"
        axes.figure.savefig(path, dpi=150, bbox_inches="tight")
        print(path)
        written.append(path)
    return written
