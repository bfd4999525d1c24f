"""What `blocking` publishes: real functions, in two forms."""

from __future__ import annotations

import asyncio
import inspect
import pydoc
import threading

import pytest
from support.stub_session import Dossier, Session, connect

from documine_nb.bridge import blocking


@pytest.fixture
def session() -> Session:
    return connect()


def test_a_method_blocks_and_returns(session: Session) -> None:
    assert session.dossier("Acute oral").name == "Acute oral"


def test_its_aio_form_is_awaited(session: Session) -> None:
    assert asyncio.run(session.dossier.aio("Acute oral")).name == "Acute oral"


def test_a_plain_function_has_both_forms() -> None:
    assert asyncio.run(connect.aio(workspace="tox")).workspace == "tox"
    assert connect(workspace="tox").workspace == "tox"


def test_a_plain_function_inside_a_function_is_no_method() -> None:
    @blocking
    async def double(number: int) -> int:
        return 2 * number

    assert double(21) == 42


@pytest.mark.parametrize("form", ["call", "aio"])
def test_a_method_is_a_real_function_with_its_name_and_signature(
    session: Session, form: str
) -> None:
    method = session.dossier if form == "call" else session.dossier.aio

    assert inspect.isfunction(method)
    assert method.__name__ == "dossier"
    assert method.__doc__ == "Find a dossier."
    assert method.__annotations__["name"] == "str"
    assert list(inspect.signature(method).parameters) == ["name", "exact"]


def test_each_form_says_its_own_qualified_name(session: Session) -> None:
    assert session.dossier.__qualname__ == "Session.dossier"
    assert session.dossier.aio.__qualname__ == "Session.dossier.aio"


def test_the_aio_form_is_known_as_a_coroutine_function(session: Session) -> None:
    assert inspect.iscoroutinefunction(session.dossier.aio)
    assert not inspect.iscoroutinefunction(session.dossier)


def test_on_the_class_the_method_takes_the_object_first(session: Session) -> None:
    assert list(inspect.signature(Session.dossier).parameters) == ["self", "name", "exact"]
    assert Session.dossier(session, "Acute oral").name == "Acute oral"


def test_help_lists_the_method_with_signature_and_text() -> None:
    shown = pydoc.plain(pydoc.render_doc(Session))

    assert "dossier(self, name: 'str', *, exact: 'bool' = False) -> 'Dossier'" in shown
    assert "Find a dossier." in shown


def test_the_source_shown_is_the_methods_own(session: Session) -> None:
    assert "Find a dossier." in inspect.getsource(session.dossier)


def test_a_subclass_reaches_the_overridden_method() -> None:
    class Traced(Session):
        @blocking
        async def dossier(self, name: str, *, exact: bool = False) -> Dossier:
            return await super().dossier.aio(f"traced {name}", exact=exact)

    assert Traced().dossier("x").name == "traced x"


def test_a_wrong_argument_is_told_in_the_methods_own_name(session: Session) -> None:
    with pytest.raises(TypeError, match=r"Session\.dossier\(\)"):
        session.dossier("x", exakt=True)  # type: ignore[call-arg]


def test_methods_await_each_other_without_leaving_the_thread() -> None:
    class Chain:
        @blocking
        async def inner(self) -> int:
            return threading.get_ident()

        @blocking
        async def outer(self) -> bool:
            return await self.inner.aio() == threading.get_ident()

    assert Chain().outer()
