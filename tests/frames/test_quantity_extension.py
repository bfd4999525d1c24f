"""pandas' own tests of extension arrays, as far as they apply to quantities.

Not taken, by setting them to None: tests of order and arithmetic, which censored quantities do not
have; of frames made from bare scalars, where pandas takes any dataclass for a row; of JSON; and
those that need another library.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from packaging.version import Version
from pandas.tests.extension import base

from documine_nb.frames import Quantity, QuantityArray, QuantityDtype

UNIT = "mg/kg bw"
LENGTH = 10 if Version(pd.__version__) >= Version("3.1") else 100  # what pandas' tests expect


def some(items: list[Quantity | None]) -> QuantityArray:
    return QuantityArray._from_sequence(items, dtype=QuantityDtype(UNIT))


def above(number: float) -> Quantity:
    return Quantity(number, math.inf, ">", UNIT)


def point(number: float) -> Quantity:
    return Quantity(number, number, "=", UNIT)


@pytest.fixture
def dtype() -> QuantityDtype:
    return QuantityDtype(UNIT)


@pytest.fixture
def data() -> QuantityArray:
    return some(
        [above(n) if n % 3 else Quantity(n, n + 5, "-", UNIT) for n in range(1, LENGTH + 1)]
    )


@pytest.fixture(params=["data", "data_missing"])
def all_data(request: pytest.FixtureRequest) -> QuantityArray:
    found: QuantityArray = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def data_repeated(data: QuantityArray) -> Any:
    return lambda count: (data for _ in range(count))


@pytest.fixture
def data_missing() -> QuantityArray:
    return some([None, above(2000)])


@pytest.fixture
def data_for_sorting() -> QuantityArray:
    return some([point(550), above(550), point(175)])


@pytest.fixture
def data_missing_for_sorting() -> QuantityArray:
    return some([point(550), None, point(175)])


@pytest.fixture
def data_for_grouping() -> QuantityArray:
    a, b, c = point(175), point(550), above(2000)
    return some([b, b, None, None, a, a, b, c])


@pytest.fixture
def na_cmp() -> Any:
    return lambda left, right: left is pd.NA and right is pd.NA


@pytest.fixture
def na_value(dtype: QuantityDtype) -> Any:
    return dtype.na_value


@pytest.fixture(params=[True, False])
def as_series(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=[True, False])
def box_in_series(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["ffill", "bfill"])
def fillna_method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False])
def as_frame(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=[True, False])
def as_array(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=[None, lambda column: column])
def sort_by_key(request: pytest.FixtureRequest) -> Any:
    return request.param  # asked for by pandas 2


@pytest.fixture(params=[True, False])
def use_numpy(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["scalar", "list", "series", "object"])
def groupby_apply_op(request: pytest.FixtureRequest) -> Any:
    ways = {
        "scalar": lambda _: 1,
        "list": lambda part: [1] * len(part),
        "series": lambda part: pd.Series([1] * len(part)),
        "object": lambda part: part,
    }
    return ways[request.param]


@pytest.fixture
def invalid_scalar() -> object:
    return object()


@pytest.fixture(params=[True, False])
def using_nan_is_na(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


class TestCasting(base.BaseCastingTests):
    test_astype_string = None


class TestConstructors(base.BaseConstructorsTests):
    test_from_dtype = None


class TestDtype(base.BaseDtypeTests):
    pass


class TestGetitem(base.BaseGetitemTests):
    test_getitem_series_integer_with_missing_raises = None


class TestGroupby(base.BaseGroupbyTests):
    pass


class TestIndex(base.BaseIndexTests):
    pass


class TestInterface(base.BaseInterfaceTests):
    pass


class TestMethods(base.BaseMethodsTests):
    test_combine_add = None
    test_combine_le = None
    test_diff = None
    test_json_roundtrip = None
    test_searchsorted = None


class TestMissing(base.BaseMissingTests):
    pass


class TestPrinting(base.BasePrintingTests):
    pass


class TestReshaping(base.BaseReshapingTests):
    pass


class TestSetitem(base.BaseSetitemTests):
    test_readonly_propagates_to_numpy_array_method = None
    test_setitem_integer_with_missing_raises = None
