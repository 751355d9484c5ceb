"""The class to explain is searched as one types, by mouse and by keyboard, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from explorer.interface.words.language import text
from explorer.words.class_words import class_name
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
BOX = "#class input"


def options(page: Page) -> list[str]:
    return page.locator("#class [role=option]").all_inner_texts()


def filled(page: Page, classes: int) -> None:
    """Wait until the list holds so many classes and the prediction, and close it again."""
    page.click(BOX)
    expect(page.locator("#class [role=option]")).to_have_count(classes + 1)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_click_and_type_searches_before_any_photograph(visit: Visit, language: str) -> None:
    page = visit.open(f"/?language={language}")
    predicted = text(language, "predicted")
    expect(page.locator(BOX)).to_have_value(predicted)
    filled(page, 10)
    page.click(BOX)
    airplane, automobile, cat = (
        class_name(name, language) for name in ("airplane", "automobile", "cat")
    )
    assert options(page)[:2] == [predicted, f"{airplane} (0)"]
    page.keyboard.type("cat")
    expect(page.locator(BOX)).to_have_value("cat")
    assert options(page) == [f"{cat} (3)"]
    page.locator(BOX).fill("猫")  # its Chinese finds it in both languages
    assert options(page) == [f"{cat} (3)"]
    page.get_by_role("option", name=f"{cat} (3)").click()
    expect(page.locator(BOX)).to_have_value(f"{cat} (3)")
    visit.example()
    expect(page.locator("#answer .explained b:visible")).to_have_text(cat)
    page.locator("#class").get_by_role("button").click()
    expect(page.locator(BOX)).to_have_value(predicted)
    expect(page.locator("#answer .explained b:visible")).to_have_text(automobile)


def test_after_a_search_without_result_a_click_searches_anew(visit: Visit) -> None:
    page = visit.open()
    filled(page, 10)
    page.click(BOX)
    page.keyboard.type("zzz")
    assert options(page) == []
    page.keyboard.press("Enter")
    page.click(BOX)
    page.keyboard.type("cat")
    expect(page.locator(BOX)).to_have_value("cat")
    assert options(page) == ["cat (3)"]


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open()
    filled(page, 10)
    visit.example()
    page.focus(BOX)
    page.keyboard.type("d")  # the text that stood there is replaced, beginnings come first
    assert options(page) == ["deer (4)", "dog (5)", "the predicted class", "bird (2)"]
    box = page.locator(BOX)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    second = page.locator("#class [role=option]").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    active = box.get_attribute("aria-activedescendant")
    assert active == second.get_attribute("id")
    page.keyboard.press("Enter")
    expect(box).to_have_value("dog (5)")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#answer .explained b:visible")).to_have_text("dog")
    page.keyboard.type("truck")
    page.keyboard.press("Escape")  # nothing is picked
    expect(box).to_have_value("dog (5)")
    page.keyboard.type("no such class")
    assert options(page) == []
    expect(page.get_by_text(text("en", "no_class_found"), exact=True).first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box).to_have_value("dog (5)")
    page.focus(BOX)
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")  # emptied: the prediction again
    expect(box).to_have_value(text("en", "predicted"))
    expect(page.locator("#answer .explained b:visible")).to_have_text("automobile")


def test_a_thousand_classes_are_searched_whole_words_first(visit: Visit) -> None:
    page = visit.open()
    visit.ask("network")
    page.get_by_label("ImageNet, 1000 classes").check()
    filled(page, 1000)
    page.click(BOX)
    page.keyboard.type("cat")
    found = options(page)
    assert found[:4] == [
        "tiger cat (282)", "Persian cat (283)", "Siamese cat (284)", "Egyptian cat (285)",
    ]  # fmt: skip
    assert found.index("catamaran (484)") < found.index("polecat (358)")
    page.fill(BOX, "285")
    assert options(page) == ["Egyptian cat (285)"]


def test_the_switch_turns_the_entry_and_keeps_the_pick(visit: Visit) -> None:
    page = visit.open()
    filled(page, 10)
    page.get_by_label("中文").check()
    expect(page.locator(BOX)).to_have_value("预测的类别")
    expect(page.get_by_role("combobox", name=text("zh", "explain"))).to_be_visible()
    page.click(BOX)
    page.get_by_role("option", name="dog (5)").click()
    page.get_by_label("English").check()
    expect(page.locator("html")).to_have_attribute("data-language", "en")
    expect(page.locator(BOX)).to_have_value("dog (5)")
    page.click(BOX)
    assert options(page)[0] == "the predicted class"
