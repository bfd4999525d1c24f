"""Template files: those that ship are whole, and mistakes are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from documine_nb.server.extraction import TemplateError, load_template, load_templates

RULE_ID = re.compile(r"[A-Za-z0-9]+\.\d+\.\d+")
ENTITY = '[[entity]]\nid = "A.0.0"\ntype = "thing"\nkind = "regex"\npattern = "x"\n'
COMPONENT = (
    '[[component]]\nname = "Thing"\n[[component.rule]]\nid = "B.0.0"\ndescription = "d"\n'
    'entities = ["thing"]\n'
)


@pytest.mark.parametrize("rules", load_templates(), ids=lambda rules: rules.key)
def test_every_component_has_a_rule_over_entities_that_are_looked_for(rules: object) -> None:
    types = {rule.type for rule in rules.entities}  # type: ignore[attr-defined]
    for definition in rules.definitions:  # type: ignore[attr-defined]
        assert definition.rules
        for rule in definition.rules:
            assert RULE_ID.fullmatch(rule.id)
            assert rule.description
            assert set(rule.entities) <= types


def test_every_entity_rule_serves_some_component() -> None:
    for rules in load_templates():
        used = {name for d in rules.definitions for rule in d.rules for name in rule.entities}
        spare = {rule.type for rule in rules.entities} - used - {"oecd_number_attribute"}
        assert spare == set()


def test_template_ids_are_stable() -> None:
    assert [rules.id for rules in load_templates()] == [
        "7c7d5c1a-3f0e-5f3b-8b5e-2a0c9a4d1e01",
        "0f2b6f2e-5f0c-5a51-9d0e-6f3f6c1f7a02",
    ]


def write(folder: Path, entities: str, components: str) -> Path:
    (folder / "template.toml").write_text('id="i"\nname="n"\ndescription="d"\n', encoding="utf-8")
    (folder / "entities.toml").write_text(entities, encoding="utf-8")
    (folder / "components.toml").write_text(components, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("entities", "components", "problem"),
    [
        (ENTITY.replace('"x"', '"("'), COMPONENT, "A.0.0: 'pattern' is no regular expression"),
        (ENTITY.replace("regex", "magic"), COMPONENT, "kind 'magic' is unknown"),
        (ENTITY + "colour = 1\n", COMPONENT, "unknown: colour"),
        (ENTITY.replace("A.0.0", "A"), COMPONENT, "<group>.<unit>.<number>"),
        (ENTITY.replace("thing", "My Thing"), COMPONENT, "snake_case"),
        (ENTITY + 'within = ["moon"]\n', COMPONENT, "no zone of template.toml: moon"),
        (ENTITY.replace('pattern = "x"', ""), COMPONENT, "needs pattern"),
        (ENTITY + ENTITY, COMPONENT, "used twice: A.0.0"),
        (ENTITY, COMPONENT.replace('"thing"', '"other"'), "no entity rule finds other"),
        (ENTITY, COMPONENT + 'take = "some"\n', "'take' must be one of"),
        (ENTITY, COMPONENT + 'normalise = "x"\n', "'normalise' must be one of"),
        (ENTITY, COMPONENT + 'mapping = "x"\n', "no mapping table x.csv"),
        (ENTITY, '[[component]]\nname = "Thing"\n', "needs a [[component.rule]]"),
        ("[[", COMPONENT, "no readable TOML"),
    ],
)
def test_a_mistake_in_a_rule_file_is_named(
    tmp_path: Path, entities: str, components: str, problem: str
) -> None:
    with pytest.raises(TemplateError, match=re.escape(problem)) as raised:
        load_template(write(tmp_path, entities, components))
    assert str(tmp_path) in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"template\.toml is missing"):
        load_template(tmp_path)
