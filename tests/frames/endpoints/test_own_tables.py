"""A user's own table for endpoints: what it adds, and what is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.components import files

from documine_nb.errors import ConfigError
from documine_nb.frames import ComponentResult

GUIDELINE = "Test_Guidelines_1"
UDP = "Nº 425: Acute Oral Toxicity - Up-and-Down Procedure (03/10/2008)"
TABLE = """[[table]]
scheme = 'ghs'
source = 'ours'
endpoint = 'LD50'
area = 'oral'
"""


def test_a_users_table_feeds_columns_from_other_components(tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    table.write_text(
        """
        [columns]
        species = ["Tierart"]
        [[endpoint]]
        name = "LD50"
        components = ["LD50_oral"]
        [[endpoint]]
        name = "NOAEL"
        areas = ["oral"]
        components = ["NOAEL_mg_per_kg"]
        [[table]]
        scheme = "ghs"
        source = "our own"
        endpoint = "NOAEL"
        area = "oral"
        unit = "mg/kg"
        classes = [{ name = "low", upto = 10 }, { name = "high" }]
        [[guideline]]
        number = "425"
        versions = ["03/10/2008"]
        area = "oral"
        """,
        encoding="utf-8",
    )
    values = {
        GUIDELINE: [UDP],
        "LD50_oral": ["5 mg/kg"],
        "NOAEL_mg_per_kg": ["10"],
        "Tierart": ["rat"],
    }
    frame = ComponentResult(files(values)).endpoints(table=table).set_index("endpoint")

    assert list(frame.loc["LD50", ["ghs", "species"]]) == ["Category 1", "rat"]
    assert list(frame.loc["NOAEL", ["ghs", "ghs_source"]]) == ["Low", "our own"]
    assert frame["guideline_status"].tolist() == ["newest", "newest"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[columns", "no TOML"),
        ("[colums]\nspecies = ['Tierart']", "colums"),
        ("[[endpoint]]\nname = 'X'\ncomponent = ['Y']", "component"),
        ("[[endpoint]]\nname = 'X'\npattern = '(.*)'", "no group 'value'"),
        ("[[endpoint]]\nname = 'X'\npattern = '('", "unterminated"),
        ("[[endpoint]]\nname = 'X'\ntexts = ['Y']", "no group 'value'"),
        ("[[endpoint]]\nname = 'X'\ncomponents = 'LD50'", "'components' of a .+ is no list"),
        ("[[guideline]]\nnumber = '1'\nspecies = 'rat'", "'species' of a .+ is no list"),
        ("[species]\nrat = 'Ratte'", "'rat' of .species. is no list"),
        ("[parallel]\n'EPA 1' = 5", "'EPA 1' of .parallel. is no text"),
        ("[[endpoint]]\nareas = ['oral']", "an entry without 'name'"),
        ("[[endpoint]]\nname = 'X'\nof_several = 'lowest'", "no of_several 'lowest'"),
        ("[columns]\nspecies = 'Tierart'", "'species' of .columns. is no list"),
        ("[columns]\nspezies = ['Tierart']", "no column 'spezies'"),
        ("[applicable]\nEC3 = '429'", "'EC3' of .applicable. is no list"),
        ("[animals]\n3 = 5", "5 of 3 animals"),
        ("[[guideline]]\nnumber = 423", "the number 423 of a guideline is no text"),
        ("[[guideline]]\nnumber = '423'\nversions = ['soon']", "'soon' of 423 is no date"),
        (f"{TABLE}classes = []", "the last class"),
        (f"{TABLE}classes = [{{ name = 'A', upto = 10 }}]", "the last class has a bound"),
        (
            f"{TABLE}classes = [{{ name = 'A', up_to = 10 }}, {{ name = 'B' }}]",
            "a class has 'up_to'",
        ),
        (f"{TABLE}classes = [{{ name = '', upto = 10 }}, {{ name = 'B' }}]", "no name"),
        (
            f"{TABLE}classes = [{{name='A', upto=9}}, {{name='B', upto=2}}, {{name='C'}}]",
            "do not ascend",
        ),
        (f"{TABLE.replace('ghs', 'fao')}classes = [{{ name = 'A' }}]", "no scheme 'fao'"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, content: str, says: str
) -> None:
    table = tmp_path / "mine.toml"
    table.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigError, match=says):
        ComponentResult([]).endpoints(table=table)


def test_a_pattern_may_find_words_without_a_value(tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    entry = "[[endpoint]]\nname = 'X'\nareas = ['oral']\ntexts = ['Y']\n"
    table.write_text(entry + "pattern = 'X is (?P<value>5)?'", encoding="utf-8")

    assert ComponentResult(files({"Y": ["X is not known"]})).endpoints(table=table).empty
