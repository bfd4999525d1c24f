"""Components on the workers of a real cluster: separate processes, which sign in by themselves."""

from __future__ import annotations

import os
from pathlib import Path

import cloudpickle  # type: ignore[import-untyped]
import pytest
from distributed import Client
from pandas.testing import assert_frame_equal
from support.counting_service import counting
from support.served import Served
from support.studies import STUDIES, study
from support.worker_plugins import DiesOnce, SignedIn

import documine_nb as dm
from documine_nb.errors import ConfigError, NotFoundError
from documine_nb.resources.dossier import Dossier
from documine_nb.session import Session

pytestmark = pytest.mark.slow

PASSWORD = {"password": "ACME_PASSWORD"}


def settings(server: Served) -> dict[str, str]:
    known = server.credentials
    return {
        "base_url": server.base_url,
        "workspace": known.workspace,
        "client_id": known.client_id,
        "username": known.username,
    }


def test_two_processes_load_what_one_loads(
    client: Client, session: Session, dossier: Dossier
) -> None:
    assert len({os.getpid(), *client.run(os.getpid).values()}) == 3

    lazy = session.components(
        dossier, engine="dask", frame="long", partition_size=1, variables=PASSWORD
    )

    assert lazy.npartitions == 5
    assert_frame_equal(lazy.compute(), dossier.components().long().set_index(lazy.compute().index))


def test_the_graph_holds_no_secret(
    client: Client, server: Served, session: Session, dossier: Dossier
) -> None:
    lazy = session.components(dossier, engine="dask", partition_size=2, variables=PASSWORD)
    pickled = cloudpickle.dumps(lazy) + cloudpickle.dumps(dict(lazy.__dask_graph__()))
    tokens = session._keeper._tokens
    assert tokens is not None

    assert b"ACME_PASSWORD" in pickled
    assert server.credentials.password.encode() not in pickled
    for secret in (tokens.access, tokens.refresh):
        assert secret is not None
        assert secret.reveal().encode() not in pickled
        assert secret.reveal().rpartition(".")[2].encode() not in pickled


def test_a_worker_that_is_killed_in_its_task_costs_nothing_but_time(
    client: Client, server: Served, session: Session, dossier: Dossier, tmp_path: Path
) -> None:
    mark = tmp_path / "died"
    client.register_plugin(DiesOnce(mark, **settings(server)), name="dies once")
    lazy = session.components(dossier, engine="dask", partition_size=1, plugin="dies once")

    frame = lazy.compute()

    assert mark.exists()
    assert frame.index.tolist() == [file.id for file in dossier.files.list()]


def test_a_plugin_of_the_workers_gives_the_session(
    client: Client, server: Served, session: Session, dossier: Dossier
) -> None:
    client.register_plugin(SignedIn(**settings(server)), name="acme")

    lazy = session.components(dossier, engine="dask", partition_size=2, plugin="acme")

    assert len(lazy) == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "this worker has no credentials.*DOCUMINE_USERNAME and DOCUMINE_PASSWORD"),
        ({"plugin": "nobody"}, "this worker has no plugin 'nobody'"),
    ],
)
def test_a_worker_that_cannot_sign_in_says_what_it_lacks(
    client: Client, session: Session, dossier: Dossier, options: dict[str, str], said: str
) -> None:
    lazy = session.components(dossier, engine="dask", **options)

    with pytest.raises(ConfigError, match=said):
        lazy.compute()


def test_what_fails_on_a_worker_is_told_as_it_is(
    client: Client, session: Session, tmp_path: Path
) -> None:
    dossier = session.dossiers.create("Deleted meanwhile", template=STUDIES)
    dossier.upload(study(tmp_path / "a.pdf"))
    (file,) = dossier.wait(timeout=60)
    lazy = session.components(dossier, engine="dask", variables=PASSWORD)
    file.delete()

    with pytest.raises(NotFoundError, match=f"file {file.id}: getComponents") as caught:
        lazy.compute()
    assert caught.value.cure


@pytest.mark.parametrize("connections", [2, 8])
def test_all_workers_together_keep_to_the_budget(client: Client, connections: int) -> None:
    with (
        counting(files=24, at_once=connections) as service,
        dm.connect(
            service.url,
            workspace="w",
            client_id="c",
            auth_path="/auth",
            token_path="/token",
            username="u",
            password="p",
            flow="password",
            quiet=True,
        ) as session,
    ):
        lazy = session.components(
            "Many",
            engine="dask",
            frame="long",
            partition_size=6,
            connections=connections,
            variables=PASSWORD,
        )

        assert len(lazy) == 24
        assert service.most == connections
