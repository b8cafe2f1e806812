"""Style sheets and scripts keep the house's rules: right to left works too, and nothing comes from elsewhere."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "duikou"
SHEETS = sorted(PACKAGE.glob("*/static/**/*.css"))
SCRIPTS = sorted(PACKAGE.glob("*/static/**/*.js"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|"
    r"(?:min|max)-(?:width|height)|float)\s*:"
)
FOREIGN = re.compile(r"@import|https?:(?!//www\.w3\.org)|url\((?![\"']?data:)")


def physical(css):
    """The physical properties in a style sheet; a media query may ask for a width."""
    return PHYSICAL.findall(re.sub(r"@(?:media|container)[^{]+", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def test_the_guard_notices_a_physical_property():
    assert physical("a { margin-left: 1px }")
    assert physical("a{width:1px}")
    assert not physical("@media (min-width: 3em) { a { inline-size: 1px; border-width: 2px; stroke-width: 1 } }")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_sheets_use_logical_properties_and_nothing_from_elsewhere(sheet):
    css = sheet.read_text(encoding="utf-8")
    assert not physical(css)
    assert not FOREIGN.search(css)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_to_the_policy_and_nothing_from_elsewhere(script):
    text = script.read_text(encoding="utf-8")
    if (script.parent / "origin.json").exists():  # of others, whose remarks name addresses
        text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)
    assert not FOREIGN.search(text)
    assert not re.search(r"innerHTML|\beval\(|new Function|\.style\b|setAttribute\(.style", text)
