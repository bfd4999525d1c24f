"""Which package is applied where, and where none is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap

import pytest

from documine_nb import nested
from documine_nb.errors import ConfigError

OLD, SOUND = {"nest-asyncio2": "1.7.2"}, {"nest-asyncio2": "1.7.3"}
ORIGINAL = {"nest-asyncio": "1.6.0"}


@pytest.mark.parametrize(
    ("kernel", "installed", "chosen"),
    [
        ("7.4.0", SOUND | ORIGINAL, "nest-asyncio2"),
        ("7.4.0", {"nest-asyncio2": "1.10.0"}, "nest-asyncio2"),
        ("6.31.0", SOUND | ORIGINAL, "nest-asyncio2"),
        ("6.31.0", ORIGINAL, "nest-asyncio"),
        (None, ORIGINAL, "nest-asyncio"),
    ],
)
def test_the_maintained_package_comes_first_and_the_original_only_where_it_is_safe(
    kernel: str | None, installed: dict[str, str], chosen: str
) -> None:
    assert nested.choose(kernel, installed) == chosen


@pytest.mark.parametrize("installed", [ORIGINAL, OLD, OLD | ORIGINAL])
@pytest.mark.parametrize("kernel", ["7.0.1", "7.2.0", "10.0.0"])
def test_what_loses_cells_is_refused_on_kernels_from_7_on(
    kernel: str, installed: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match=rf"ipykernel {kernel}.*drop queued.*1\.7\.3 or newer"):
        nested.choose(kernel, installed)


def test_with_neither_installed_the_error_says_what_to_install() -> None:
    with pytest.raises(ConfigError, match="Install nest-asyncio2"):
        nested.choose(None, {})


def test_a_loop_that_cannot_be_nested_is_refused_and_nothing_is_patched() -> None:
    class Loop(asyncio.AbstractEventLoop):
        """As uvloop's: no descendant of asyncio's own."""

    asyncio._set_running_loop(Loop())
    try:
        with pytest.raises(ConfigError, match=r"Loop, which cannot be nested.*uvloop"):
            nested.allow_nested_loops()
    finally:
        asyncio._set_running_loop(None)

    assert not hasattr(asyncio, "_nest_patched")


def test_a_script_in_a_script_runs_and_one_line_says_what_it_costs() -> None:
    program = """
        import asyncio
        from documine_nb import bridge
        from documine_nb.nested import allow_nested_loops

        async def main():
            print(allow_nested_loops())
            print(allow_nested_loops())
            print(asyncio.run(asyncio.sleep(0, "nested")))
            print(bridge.run(asyncio.sleep(0, "bridge")))

        asyncio.run(main())
    """

    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    first, second, *rest = ended.stdout.splitlines()
    assert first.startswith("Nested event loops are on (nest-asyncio2 ")
    assert first.endswith("Interrupting the kernel no longer stops a job started that way.")
    assert "were on already" in second
    assert rest == ["nested", "bridge"]
