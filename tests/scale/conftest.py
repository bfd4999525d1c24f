"""A service in a process of its own, with a dossier, and a cluster of two worker processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from distributed import Client, LocalCluster
from support.served import Served, served
from support.studies import STUDIES, studies

import documine_nb as dm
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session

FILES = 5


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="package")
def session(server: Served) -> Iterator[Session]:
    known = server.credentials
    with dm.connect(
        server.base_url,
        workspace=known.workspace,
        client_id=known.client_id,
        username=known.username,
        password=known.password,
        flow="password",
        quiet=True,
    ) as opened:
        yield opened


@pytest.fixture(scope="package")
def dossier(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    made = session.dossiers.create("Many", template=STUDIES)
    made.upload(studies(tmp_path_factory.mktemp("studies"), FILES)).raise_for_failures()
    made.wait()
    return made


@pytest.fixture(scope="module")  # no longer: it is where Dask computes by default meanwhile
def client(server: Served) -> Iterator[Client]:
    """Two processes, which have the technical user's name and password in their environment."""
    known = server.credentials
    secrets = {"DOCUMINE_USERNAME": known.username, "ACME_PASSWORD": known.password}
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=2,
            processes=True,
            dashboard_address=None,
            env=secrets,
        ) as cluster,
        Client(cluster) as connected,
    ):
        yield connected
