"""Progress: live where somebody looks, sparse where it is kept, silent where nobody asked."""

from __future__ import annotations

import contextlib
import io

from documine_nb.resources.progress import Progress, _bar, _stream_line
from documine_nb.testing import ManualClock


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def line(stream: io.StringIO, clock: ManualClock) -> Progress:
    return Progress("Upload", _stream_line(stream), clock.monotonic)


def test_a_pipe_gets_the_first_and_the_last_line() -> None:
    stream, clock = io.StringIO(), ManualClock()
    progress = line(stream, clock)

    for number in range(5):
        progress.update(f"{number} of 5")
        clock.advance(1)
    progress.finish("5 files")

    assert stream.getvalue() == "Upload: 0 of 5\nUpload: 5 files\n"


def test_a_terminal_keeps_one_line() -> None:
    stream, clock = Terminal(), ManualClock()
    progress = line(stream, clock)

    progress.update("1")
    clock.advance(1)
    progress.update("2")
    progress.finish("done")

    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().endswith("Upload: done\n")


def test_no_more_than_ten_updates_a_second() -> None:
    stream, clock = Terminal(), ManualClock()
    progress = line(stream, clock)

    for _ in range(1_000):
        progress.update("x")
        clock.advance(0.001)

    assert stream.getvalue().count("\r") <= 11


def test_nothing_is_shown_after_the_end() -> None:
    stream = io.StringIO()
    progress = line(stream, ManualClock())

    progress.finish("done")
    progress.finish("again")

    assert stream.getvalue() == "Upload: done\n"


def test_an_error_leaves_no_line_that_seems_to_go_on() -> None:
    stream = io.StringIO()

    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.suppress(LookupError))
        stack.enter_context(line(stream, ManualClock())).update("half")
        next(iter([]), {})["gone"]

    assert stream.getvalue().endswith("Upload: stopped\n")


def test_a_file_name_cannot_move_the_cursor() -> None:
    stream = io.StringIO()

    line(stream, ManualClock()).update("evil\x1b[2Jname\nsecond")

    assert "\x1b" not in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


def test_html_is_escaped() -> None:
    assert "<b>" not in _bar("<b>", 0.5)


def test_a_closed_stream_is_no_failure() -> None:
    stream = io.StringIO()
    stream.close()

    assert _stream_line(stream) is None
