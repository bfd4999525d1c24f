"""Blocking calls over coroutines: each call is written once, and can be made in two ways.

``blocking`` publishes a coroutine function: called plainly it blocks and returns the result, its
``.aio(...)`` returns something to await. Both keep signature, docstring and types.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import functools
import importlib
import inspect
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, overload

from documine_nb.io_thread import CallerGoneError, IOThread, caller, io_thread

__all__ = [
    "Blocking",
    "CallerGoneError",
    "blocking",
    "has_caller",
    "on_caller",
    "run",
    "submit",
    "wait",
]

T = TypeVar("T")
P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


def run(coro: Coroutine[Any, Any, T]) -> T:
    """Run `coro` where the network work is done and block until it has ended.

    An interrupt (Ctrl-C, the kernel's stop button) cancels the work, gives it two seconds to close
    its connections, and is raised again.

    Raises
    ------
    ReentrantCallError
        If called on the I/O thread itself, where it would wait for itself.

    Examples
    --------
    >>> run(asyncio.sleep(0, result=42))
    42
    """
    __tracebackhide__ = True
    return _bridge().run(coro)


async def wait(coro: Coroutine[Any, Any, T]) -> T:
    """Await `coro` from any event loop; it runs where the network work is done.

    Cancelling the wait cancels the work. On the I/O thread itself `coro` is simply awaited.

    Examples
    --------
    >>> asyncio.run(wait(asyncio.sleep(0, result=42)))
    42
    """
    __tracebackhide__ = True
    return await _bridge().wait(coro)


def submit(coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
    """Start `coro` and return at once, as a widget's callback must.

    Cancelling the future cancels the work.

    Examples
    --------
    >>> submit(asyncio.sleep(0, result=42)).result()
    42
    """
    return _bridge().submit(coro)


def has_caller() -> bool:
    """Say whether somebody waits for the present work and can be asked: not so in the background.

    Examples
    --------
    >>> async def look() -> bool:
    ...     return has_caller()
    >>> run(look()), submit(look()).result()
    (True, False)
    """
    return _in_browser() or caller() is not None


async def on_caller(function: Callable[[], T]) -> T:
    """Call `function` on the thread that waits for the present work, as ``input`` must be.

    There an interrupt reaches it, and no thread stays behind that waits for an answer. Where
    nobody waits, a thread of its own calls it.

    Raises
    ------
    CallerGoneError
        The caller was interrupted.

    Examples
    --------
    >>> async def where() -> str:
    ...     return await on_caller(lambda: threading.current_thread().name)
    >>> run(where())
    'MainThread'
    """
    work = caller()
    if work is not None:
        return cast("T", await work.ask(function))
    if _in_browser():
        return function()
    outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
    # A daemon: an executor's thread that waits for a person would hold up the process's end.
    threading.Thread(target=_settle, args=(outcome, function), daemon=True).start()
    return await asyncio.wrap_future(outcome)


def _settle(outcome: concurrent.futures.Future[T], function: Callable[[], T]) -> None:
    try:
        result = function()
    except Exception as error:  # noqa: BLE001 -- told to whoever awaits it
        with contextlib.suppress(concurrent.futures.InvalidStateError):
            outcome.set_exception(error)
    else:
        with contextlib.suppress(concurrent.futures.InvalidStateError):
            outcome.set_result(result)


# The result stands first because jedi, which completes in notebooks, reads type parameters that
# stand before a ParamSpec, and takes those after it for parameters (seen with jedi 0.20).
class Blocking(Protocol[R_co, P]):
    """What `blocking` makes of a coroutine function: a function that also has ``.aio``."""

    __name__: str
    __qualname__: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Block until the result is there."""
        ...

    def aio(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, R_co]:
        """Return a coroutine to await in any event loop."""
        ...

    @overload
    def __get__(self, instance: None, owner: type) -> Blocking[R_co, P]: ...
    @overload
    def __get__(
        self: Blocking[R_co, Concatenate[Any, Q]], instance: object, owner: type | None = None
    ) -> Blocking[R_co, Q]: ...


def blocking(function: Callable[P, Coroutine[Any, Any, R]]) -> Blocking[R, P]:
    """Publish a coroutine function or method as a blocking one with an ``.aio`` form.

    Parameters
    ----------
    function : coroutine function
        A plain function, or a method in the body of its class.

    Examples
    --------
    >>> class Greeter:
    ...     @blocking
    ...     async def greet(self, name: str) -> str:
    ...         return f"hello {name}"
    >>> Greeter().greet("Ada")
    'hello Ada'
    >>> asyncio.run(Greeter().greet.aio("Ada"))
    'hello Ada'
    >>> list(inspect.signature(Greeter().greet).parameters)
    ['name']
    """
    if _is_method(function):
        return cast("Blocking[R, P]", _BlockingMethod(function))
    published = _publish(function, function, inspect.signature(function))
    # Behind `__wrapped__` jedi finds the coroutine function and offers what coroutines have.
    del published.__dict__["__wrapped__"]
    published.__annotations__ = _resolved_annotations(function)
    return cast("Blocking[R, P]", published)


class _BlockingMethod:
    """Makes a real function at each access, because editors complete nothing else."""

    def __init__(self, function: Callable[..., Coroutine[Any, Any, Any]]) -> None:
        # Help, Sphinx and doctest read these from the class's own table.
        self.__name__ = function.__name__
        self.__qualname__ = function.__qualname__
        self.__module__ = function.__module__
        self.__doc__ = function.__doc__
        self._function = function
        self._signature = inspect.signature(function)
        _, *others = self._signature.parameters.values()
        self._bound_signature = self._signature.replace(parameters=others)

    def __get__(self, instance: object, owner: type | None = None) -> Callable[..., Any]:
        if instance is None:
            return _publish(self._function, self._function, self._signature)
        bound = functools.partial(self._function, instance)
        return _publish(self._function, bound, self._bound_signature)


def _publish(
    function: Callable[..., Coroutine[Any, Any, R]],
    target: Callable[..., Coroutine[Any, Any, R]],
    signature: inspect.Signature,
) -> Callable[..., R]:
    def call(*args: Any, **kwargs: Any) -> R:
        __tracebackhide__ = True
        coro = target(*args, **kwargs)
        args, kwargs = (), {}  # where locals are shown, an argument may be a password
        return run(coro)

    async def aio(*args: Any, **kwargs: Any) -> R:
        __tracebackhide__ = True
        coro = target(*args, **kwargs)
        args, kwargs = (), {}
        return await wait(coro)

    for face in (call, aio):
        functools.update_wrapper(face, function)
        face.__dict__["__signature__"] = signature
    aio.__qualname__ = f"{function.__qualname__}.aio"
    call.__dict__["aio"] = aio
    return call


def _resolved_annotations(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return inspect.get_annotations(function, eval_str=True)
    except NameError:  # a name that is imported for type checkers only, or defined further down
        return function.__annotations__


def _is_method(function: Callable[..., Any]) -> bool:
    # The class does not exist yet when its body is run; the function's name tells where it stands.
    where, _, _ = function.__qualname__.rpartition(".")
    return bool(where) and not where.endswith("<locals>")


class _Browser:
    """The bridge in Pyodide, which has no threads but can suspend a call until work is done."""

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        run_sync: Callable[[Coroutine[Any, Any, T]], T] = importlib.import_module(
            "pyodide.ffi"
        ).run_sync
        return run_sync(coro)

    async def wait(self, coro: Coroutine[Any, Any, T]) -> T:
        return await coro

    def submit(self, coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        return asyncio.run_coroutine_threadsafe(coro, asyncio.get_event_loop())


def _bridge() -> IOThread | _Browser:
    return _Browser() if _in_browser() else io_thread()


def _in_browser() -> bool:
    return sys.platform == "emscripten"
