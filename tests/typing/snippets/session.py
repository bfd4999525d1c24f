"""Read by type checkers, never run: the session's own types, as a notebook writes them."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import pandas as pd
from matplotlib.axes import Axes

import documine_nb as dm
from documine_nb.frames import ComponentResult
from documine_nb.models import FileStatus
from documine_nb.resources.dossier import Dossier
from documine_nb.resources.file import File
from documine_nb.resources.listing import Listing
from documine_nb.resources.packages import PackageJob
from documine_nb.resources.upload_report import UploadReport

session = dm.demo()
assert_type(session, dm.Session)
assert_type(dm.connect("https://acme.documine.example", workspace="acme"), dm.Session)
assert_type(session.dossiers.list(), Listing[Dossier])
assert_type(session.dossiers.list()[0], Dossier)
assert_type(session.dossiers.list().to_frame(), pd.DataFrame)
assert_type(session.dossiers.create("x", template="y"), Dossier)

dossier = session.dossier("x")
assert_type(dossier, Dossier)
assert_type(dossier.upload("reports/*.pdf"), UploadReport)
assert_type(dossier.upload([Path("a.pdf"), ("b.pdf", b"%PDF-")]), UploadReport)
assert_type(dossier.wait(timeout=60), Listing[File])
assert_type(dossier.file("a.pdf").status(), FileStatus)
assert_type(dossier.to_frame(), pd.DataFrame)
assert_type(dossier.components(), ComponentResult)
assert_type(dossier.components(details=False), ComponentResult)
assert_type(dossier.file("a.pdf").components(details=False), ComponentResult)
assert_type(dossier.components().wide(), pd.DataFrame)
assert_type(dossier.components().save("raw", "json"), list[Path])
assert_type(dossier.create_package().wait(timeout=60), PackageJob)
assert_type(dossier.create_package().download("results/"), Path)
assert_type(dm.read_package("results/a.zip"), ComponentResult)
assert_type(dm.charts.ld50(dossier.to_frame()), Axes)
assert_type(session.license_usage().plot(), Axes)

dm.demo("x", "y")  # wrong: too many positions
dm.connect(workspaces="acme")  # wrong: the name of an argument
session.dossier(1)  # wrong: the type of an argument
session.dossiers.create("x")  # wrong: an argument is missing
session.dossier("x").to_frames()  # wrong: no such method of the result
dossier.upload(["a.pdf"], on_existing="rename")  # wrong: no such choice
dossier.wait(timeout="60")  # wrong: the type of an argument
dm.charts.ld50(dossier)  # wrong: a chart takes a frame

assert_type(dm.combine([dossier.components(), dm.read_package("a.zip")]), ComponentResult)
dm.combine(dossier.components().wide())  # wrong: frames are what it replaces


async def cell() -> None:
    async with await dm.demo.aio() as opened:
        assert_type(opened, dm.Session)
        found = await opened.dossier.aio("x")
        assert_type(found, Dossier)
        assert_type(await found.to_frame.aio(), pd.DataFrame)
        assert_type(await found.create_package(), PackageJob)
        await opened.dossier.aio("x", exact=True)  # wrong: the name of an argument
        await found.to_frame()  # wrong: the blocking form is not awaited
