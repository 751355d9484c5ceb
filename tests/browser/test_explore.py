"""What a person does on the Explore tab."""

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from explorer.interface.words.language import text
from tests.browser.conftest import LAID_OUT, Visit
from tests.browser.received import Received
from tests.interface.imagenet_server import imagenet_server

pytestmark = pytest.mark.browser


def write_noise(path: Path, seed: int = 0) -> Path:
    pixels = np.random.default_rng(seed).integers(0, 256, (80, 120, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def upload(page: Page, *paths: Path) -> None:
    page.set_input_files("#photographs input[type=file]", [str(path) for path in paths])


def answered(page: Page, words: str) -> None:
    """Wait until the answer says so."""
    expect(page.locator("#answer .view, #answer .failure, #answer .empty").first).to_contain_text(
        words, timeout=60_000
    )


@pytest.mark.own_page
def test_the_first_visit_is_small_and_in_the_browsers_language(first_visit: Visit) -> None:
    received = Received(first_visit.page, first_visit.address)
    page = first_visit.open()
    expect(page.locator(".device")).to_contain_text("computes on")
    expect(page.locator("#weights-line")).to_contain_text("Weights:")
    page.wait_for_timeout(1500)  # what loads last: "networkidle" never comes, a heartbeat goes on
    assert 400_000 < received.weighs() < 700_000, received.largest()
    assert received.computed() < 200_000, received.largest()  # one answer
    assert page.title() == "ResNet Explorer"
    assert page.get_by_role("button", name="Photograph").is_visible()
    assert not page.get_by_role("button", name="照片").is_visible()


DRAWN = "Number(document.querySelector('#answer .drawn').getAttribute('width'))"


def test_it_opens_with_an_example_that_is_answered_right(visit: Visit) -> None:
    page = visit.open()
    likeliest = page.locator("#answer .predictions tbody tr").first
    expect(likeliest.locator("th")).to_have_text("airplane", use_inner_text=True)
    expect(page.locator("#answer .rules .facts")).to_contain_text("-airplane.png")
    button = page.locator("#open-photograph button")
    expect(button).to_contain_text("an airplane")
    expect(button.locator("small")).to_have_text("example", use_inner_text=True)
    # something is picked, and it all lies on one screen
    expect(page.locator("#answer [aria-pressed=true][data-name]")).to_have_attribute(
        "data-name", "stage3"
    )
    expect(page.locator("#answer .channel h4")).to_contain_text("Stage 3, channel")
    for width, height in ((1280, 720), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        # the network is drawn for this width
        page.wait_for_function(
            f"{DRAWN} === document.querySelector('#answer .drawing').clientWidth"
        )
        page.locator("#answer [data-name=stage1]").click(position={"x": 4, "y": 8})
        expect(page.locator("#answer .channel h4")).to_contain_text("Stage 1, channel")
        on_screen(page, "#asked-row", "#answer .stage-row", "#answer .sheet:visible .channels")
        on_screen(page, "#answer .channel .pair", "#answer .channel .facts", "#answer .says")
        page.locator("#answer [data-name='stage2.block2']").click()
        expect(page.locator("#answer .block-sum h4")).to_contain_text("stage2.block2")
        expect(page.locator("#answer div.sum")).to_be_visible()
        on_screen(page, "#answer div.sum", "#answer .blocks")


def on_screen(page: Page, *parts: str) -> None:
    """Each part lies on the screen, whole and without a scroll."""
    assert page.evaluate("scrollY") == 0
    for part in parts:
        expect(page.locator(part)).to_be_visible()
        box, size = page.locator(part).bounding_box(), page.viewport_size
        if box is None:  # it was drawn anew for this width just now
            page.wait_for_timeout(1000)
            box = page.locator(part).bounding_box()
        assert box is not None, part
        assert size is not None
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= size["height"], part
        assert box["x"] + box["width"] <= size["width"], part


def test_a_click_on_a_prediction_explains_that_class(visit: Visit) -> None:
    page = visit.open()
    rows = page.locator("#answer .predictions tbody tr")
    expect(rows).to_have_count(5)
    rows.nth(1).locator(".bar").click()
    expect(page.locator("#answer .explained b:visible")).to_have_text("ship")
    expect(page.locator("#class input")).to_have_value("ship (8)")
    expect(rows.nth(1).locator("button")).to_have_attribute("aria-pressed", "true")
    rows.first.locator("button").press("Enter")
    expect(page.locator("#answer .explained b:visible")).to_have_text("airplane")
    expect(page.locator("#class input")).to_have_value("the predicted class")


def test_a_panel_opens_by_keyboard_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit.open()
    expect(page.locator("#answer .view")).to_be_visible()
    button, panel = page.locator("#open-network button"), page.locator("#panel-network")
    expect(panel).to_be_hidden()
    button.press("Enter")
    expect(panel).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.locator("#pick-cifar-depth").get_by_label("20").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    page.mouse.click(5, 700)  # beside it
    expect(panel).to_be_hidden()
    visit.example(2)
    expect(page.locator("#panel-photograph")).to_be_hidden()  # what was chosen is seen
    expect(page.locator("#open-photograph button")).to_contain_text("a bird")


def test_an_example_gives_an_answer(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    answered(page, "cifar-resnet20")
    assert page.locator("#answer .predictions tbody tr").count() == 5
    assert page.locator("#answer .card.stage").count() == 3
    assert page.locator("#answer .light.ok").count() == 1
    drawn = page.locator("#answer .layers img").evaluate_all(
        "all => all.every(image => image.complete && image.naturalWidth > 0)"
    )
    assert drawn


def test_examples_are_of_the_networks_own_classes_and_follow_it(visit: Visit) -> None:
    page = visit.open()
    buttons = page.locator("[data-example]")
    expect(buttons).to_have_count(11)
    expect(buttons.last).to_contain_text("one that it gets wrong")
    visit.example(3)
    expect(page.locator("#answer .predictions .chosen th")).to_have_text("cat", use_inner_text=True)
    expect(page.locator("#answer .one-of-these")).to_have_count(0)
    visit.ask("photograph")
    buttons.last.click()
    answered(page, "cifar10-test-0061-cat.png")
    expect(page.locator("#answer .predictions .chosen th")).to_have_text("dog", use_inner_text=True)
    for image in ("#photographs .thumbnail-item img", "#answer .card.input .layers img"):
        expect(page.locator(image).first).to_have_css("image-rendering", "pixelated")
    visit.ask("network")
    page.locator("#pick-kind").get_by_label("plain: y = F(x)").check()
    expect(page.get_by_text("one that it gets wrong")).to_have_count(2)
    page.locator("#pick-cifar-depth").get_by_label("110").check()
    expect(page.get_by_text("one that it gets wrong")).to_have_count(0)
    page.get_by_label("ImageNet, 1000 classes").check()
    expect(buttons).to_have_count(6)


def test_an_example_that_is_there_is_shown_and_not_added_again(visit: Visit) -> None:
    page = visit.open()
    visit.example(0)
    visit.example(1)
    answered(page, "automobile.png")
    thumbnails = page.locator("#photographs button.thumbnail-item")
    expect(thumbnails).to_have_count(2)
    visit.ask("photograph")
    page.click("[data-example='0']")
    answered(page, "airplane.png")
    expect(thumbnails.first).to_have_css("outline-style", "solid")
    expect(thumbnails).to_have_count(2)


def test_a_photograph_is_asked_about_beside_the_answer_as_large_as_it(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.open()
    upload(page, write_noise(tmp_path / "noise.png"))
    answered(page, "noise.png")
    question = page.get_by_text("Is this one of its 10 classes?")
    expect(question).to_be_visible()
    expect(page.locator("#answer .one-of-these .names")).to_contain_text("airplane, automobile")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    answer = page.locator("#answer .predictions tbody th").first
    assert question.evaluate(size) >= answer.evaluate(size)
    beside, table = question.bounding_box(), page.locator("#answer .predictions").bounding_box()
    assert beside is not None
    assert table is not None
    assert beside["x"] >= table["x"]
    assert beside["y"] + beside["height"] <= table["y"]
    on_screen(page, "#answer .one-of-these", "#answer .predictions")


def test_one_button_fetches_an_imagenet_network_which_is_then_the_default(
    visit: Visit, weights_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit.open()
    visit.ask("network")
    button = page.get_by_role("button", name=text("en", "imagenet_offer"))
    with imagenet_server(monkeypatch) as go_on:
        button.click()
        expect(page.locator("#imagenet-offer-said")).to_contain_text("23 / 47 MB")
        go_on.set()
        expect(button).to_be_hidden()
        expect(page.get_by_label("ImageNet, 1000 classes")).to_be_checked()
        expect(page.locator("#pick-imagenet-depth").get_by_label("18")).to_be_checked()
        expect(page.locator("#weights-line")).to_contain_text("on this machine")
        page = visit.open()
        expect(page.get_by_label("ImageNet, 1000 classes")).to_be_checked()
        expect(button).to_be_hidden()
        visit.example()
        answered(page, "resnet18")
    for file in weights_folder.iterdir():
        file.unlink()
    page = visit.open()
    visit.ask("network")
    expect(page.get_by_label("CIFAR-10, 10 classes")).to_be_checked()
    expect(button).to_be_visible()


def test_without_a_network_the_button_says_what_to_do(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.networks.catalog import catalog

    monkeypatch.setattr(catalog, "_CACHE", catalog._LoadedNetworks())  # what was here before
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nobody listens there
    page = visit.open()
    visit.ask("network")
    page.click("#imagenet-offer")
    failure = page.locator("#imagenet-offer-said .failure")
    expect(failure).to_contain_text("connect to the internet and try again")
    expect(page.locator("#imagenet-offer")).to_be_enabled()


def test_several_photographs_the_newest_first_and_a_click_chooses(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.open()
    upload(page, write_noise(tmp_path / "one.png", 1), write_noise(tmp_path / "two.png", 2))
    answered(page, "two.png")
    frame = "nodes => nodes.map(node => getComputedStyle(node).outlineStyle)"
    thumbnails = page.locator("#photographs button.thumbnail-item")
    assert thumbnails.evaluate_all(frame) == ["none", "solid"]
    visit.ask("photograph")
    thumbnails.first.click()
    answered(page, "one.png")
    expect(thumbnails.first).to_have_css("outline-style", "solid")
    # a choice must not hide the gallery's buttons: Gradio's own selection does
    upload(page, write_noise(tmp_path / "three.png", 3))
    answered(page, "three.png")
    visit.ask("photograph")
    thumbnails.nth(1).click()
    answered(page, "two.png")
    visit.ask("photograph")
    page.locator("#photographs .gallery-item").first.hover()
    page.locator("#photographs .delete-button").first.click()
    expect(thumbnails).to_have_count(2)
    page.wait_for_timeout(1500)
    answered(page, "two.png")  # deleting another one leaves this one on screen


def test_more_photographs_by_the_gallerys_button(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    visit.example()
    for chosen, press in (("one.png", "Enter"), ("two.png", "")):
        visit.ask("photograph")
        button = page.get_by_role("button", name="Click to Upload", exact=True)
        with page.expect_file_chooser() as opened:
            if press:
                button.press(press)
            else:
                button.click()
        opened.value.set_files(write_noise(tmp_path / chosen))
        answered(page, chosen)


def test_a_picture_is_dropped_beside_others(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    visit.example()
    visit.ask("photograph")
    data = write_noise(tmp_path / "noise.png").read_bytes()
    stopped = page.evaluate(
        """(bytes) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], 'dropped.png', {type: 'image/png'}));
          const there = document.querySelector('#photographs .thumbnail-item');
          return ['dragover', 'drop'].map((name) => !there.dispatchEvent(
            new DragEvent(name, {dataTransfer: carried, bubbles: true, cancelable: true})));
        }""",
        list(data),
    )
    assert stopped == [True, True]  # or the browser would open the file in place of the page
    answered(page, "dropped.png")
    expect(page.locator("#photographs button.thumbnail-item")).to_have_count(2)


def test_a_picture_is_pasted_with_the_keyboard(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    data = write_noise(tmp_path / "noise.png").read_bytes()
    page.evaluate(
        """async (bytes) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], 'pasted.png', {type: 'image/png'}));
          document.body.dispatchEvent(
            new ClipboardEvent('paste', {clipboardData: carried, bubbles: true}));
        }""",
        list(data),
    )
    answered(page, "pasted.png")


def test_the_picked_class_stays_when_the_depth_changes(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    page.click("#class input")
    page.get_by_role("option", name="ship (8)").click()
    answered(page, "Explained below: ship (class 8)")
    visit.ask("network")
    page.locator("#pick-cifar-depth").get_by_label("32").check()
    answered(page, "cifar-resnet32")
    answered(page, "Explained below: ship (class 8)")


def test_a_broken_file_is_one_sentence_and_the_next_works(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    broken = tmp_path / "broken.jpg"
    broken.write_text("this is no picture")
    upload(page, broken)
    answered(page, "broken.jpg")
    assert page.locator("#answer .failure").inner_text().startswith("That did not work:")
    upload(page, write_noise(tmp_path / "good.png"))
    answered(page, "good.png")


def test_channels_by_click_and_by_arrow_keys(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    page.locator("#answer [data-name=stage2]").click(position={"x": 4, "y": 8})
    page.click(".sheet[data-stage='1'] .channels button[data-rank='2']")
    heading = page.locator("#answer .channel h4")
    expect(heading).to_contain_text("Stage 2, channel")
    facts = page.locator("#answer .channel .facts")
    expect(facts).to_contain_text("rank 3 of 32")
    page.keyboard.press("ArrowRight")
    expect(facts).to_contain_text("rank 4 of 32")
    page.keyboard.press("ArrowDown")
    expect(facts).to_contain_text("rank 8 of 32")
    for _ in range(4):
        page.keyboard.press("ArrowDown")  # beyond the sixteen that the sheet shows
    expect(facts).to_contain_text("rank 24 of 32")
    page.fill("#answer .channel-number", "7")
    page.keyboard.press("Enter")
    expect(heading).to_have_text(re.compile("Stage 2, channel 7"))


def test_the_block_view_shows_the_sum(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    page.locator("#answer [data-name='stage1.block1']").click()
    expect(page.locator("#answer button.block")).to_have_count(9)
    page.click("#answer button.block >> nth=4")
    expect(page.locator("#answer [data-name='stage2.block2']")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("#answer .block-sum h4")).to_contain_text("stage2.block2")
    expect(page.locator("#answer .sum figure")).to_have_count(4)
    assert page.locator("#answer .sum .sign").all_inner_texts() == ["", "+", "=", "→"]


def test_the_drawn_network_opens_stages_and_blocks(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    network = page.locator("#answer .drawing svg")
    expect(network).to_have_attribute("aria-label", re.compile("cifar-resnet20: 20 layers"))
    expect(network.locator(".stop")).to_have_count(3 + 9)
    expect(network.locator(".arc.shade")).to_have_count(9)
    network.locator("[data-name=stage2]").click(position={"x": 4, "y": 8})
    expect(page.locator("#answer .channel h4")).to_contain_text("Stage 2, channel")
    expect(network.locator("[aria-pressed=true]")).to_have_attribute("data-name", "stage2")
    # one tab stop, arrow keys from there
    expect(network.locator("[tabindex='0']")).to_have_count(1)
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#answer .block-sum h4")).to_contain_text("stage3.block2")
    focused = page.locator("#answer [data-name='stage3.block2']")
    expect(focused).to_be_focused()
    expect(focused).to_have_attribute("aria-label", "Stage 3, block 2, identity shortcut")
    expect(focused.locator(".ring")).not_to_have_css("stroke", "rgba(0, 0, 0, 0)")
    # the other way round: what is opened below is marked above
    page.click("#answer button.block >> nth=1")
    expect(network.locator("[aria-pressed=true]")).to_have_attribute("data-name", "stage1.block2")
    # another photograph leaves open what is looked at
    visit.example(5)
    expect(page.locator("#answer .block-sum h4")).to_contain_text("stage1.block2")
    page.click("#answer .to-rules")
    with page.expect_download() as download:
        page.click("#answer .rules .save [data-format=svg]")
    assert download.value.suggested_filename == "cifar-resnet20.svg"
    root = ElementTree.parse(download.value.path()).getroot()
    drawn = root.findall(".//{http://www.w3.org/2000/svg}path")
    assert len(drawn) == 18
    images = root.findall(".//{http://www.w3.org/2000/svg}image")
    assert len(images) == 6  # maps over the photograph
    assert all(each.get("stroke", "").startswith("rgb") for each in drawn)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(network).to_have_attribute("width", re.compile("^[23][0-9][0-9]$"))
    fits = """svg => [...svg.querySelectorAll('.layer .track')].every((each) =>
      each.x.baseVal.value >= 0
      && each.x.baseVal.value + each.width.baseVal.value <= svg.clientWidth)"""
    assert network.evaluate(fits)


def test_anatomy_is_there(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    page.click("#answer .to-rules")
    expect(page.locator("#answer .light.ok")).to_be_visible()
    page.click("#answer details.anatomy summary")
    expect(page.locator("#answer table.anatomy tfoot")).to_contain_text("269,722")


def test_a_picked_class_is_explained(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    page.click("#class input")
    page.fill("#class input", "hor")
    page.get_by_role("option", name="horse (7)").click()
    answered(page, "Explained below: horse (class 7)")


def test_plain_has_no_shortcuts_and_imagenet_hides_the_control(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    visit.ask("network")
    page.locator("#pick-kind").get_by_label("plain: y = F(x)").check()
    answered(page, "cifar-plain20")
    page.locator("#answer [data-name='stage3.block3']").click()
    expect(page.locator("#answer .blocks .note")).to_contain_text("no shortcuts")
    visit.ask("network")
    page.get_by_label("ImageNet, 1000 classes").check()
    expect(page.locator("#pick-kind")).to_be_hidden()


def test_missing_weights_are_one_sentence(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nobody listens there
    page = visit.open()
    visit.example()
    visit.ask("network")
    page.get_by_label("ImageNet, 1000 classes").check()
    expect(page.locator("#answer .failure")).to_contain_text("resnet50-", timeout=30_000)
    page.get_by_label("CIFAR-10, 10 classes").check()
    answered(page, "cifar-resnet20")


def test_two_networks_side_by_side(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    visit.ask("network")
    page.click("#compare input")
    page.get_by_role("option", name="cifar-plain20").click()
    expect(page.locator("#answer-compared .view h3")).to_have_text("cifar-plain20", timeout=30_000)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 720})
    for answer in ("#answer", "#answer-compared"):
        on_screen(page, f"{answer} .network", f"{answer} .says", f"{answer} header")
    with page.expect_download() as download:
        page.click("#answer a.download")
    with zipfile.ZipFile(download.value.path()) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
    picture = "cifar10-test-0006-automobile"
    each = {f"{picture}-cifar-resnet20", f"{picture}-cifar-plain20"}
    assert folders == {*each, "inspection.html"}  # which shows both
    explained = page.locator(".explained b[lang], .explained [lang=en] b").all_inner_texts()
    assert explained[0] == explained[1]


def test_opacity_changes_at_once(visit: Visit) -> None:
    page = visit.open()
    visit.example()
    page.locator("#answer .opacity input").fill("0")
    opacity = page.locator("#answer .card.stage .heat").first.evaluate(
        "node => getComputedStyle(node).opacity"
    )
    assert opacity == "0"


def test_the_download_holds_everything(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    upload(page, write_noise(tmp_path / "噪声.png"))
    answered(page, "噪声.png")
    with page.expect_download() as download:
        page.click("#answer a.download")
    assert download.value.suggested_filename == "cifar-resnet20-噪声.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        described = json.loads(archive.read("噪声-cifar-resnet20/inspection.json"))
        arrays = np.load(io.BytesIO(archive.read("噪声-cifar-resnet20/inspection.npz")))
        assert arrays["features_stage3"].shape == (64, 8, 8)
        assert "噪声-cifar-resnet20/grad-cam-stage1.png" in archive.namelist()
    shown = page.locator("#answer .predictions tbody th").all_inner_texts()
    assert [each["name"] for each in described["predictions"]] == shown


def test_an_own_checkpoint(visit: Visit, tmp_path: Path) -> None:
    import torch

    from explorer.networks.cifar_resnet import CifarResNet

    network = CifarResNet(8, classes=3)
    torch.save({"state_dict": network.state_dict()}, tmp_path / "mine.pth.tar")
    (tmp_path / "names.txt").write_text("left\nright\nmiddle\n")
    page = visit.open()
    visit.example()
    visit.ask("network")
    page.get_by_label("own checkpoint").check()
    answered(page, "choose a checkpoint file")
    page.set_input_files("#pick-checkpoint input[type=file]", str(tmp_path / "mine.pth.tar"))
    answered(page, "cifar-resnet8")
    page.set_input_files("#pick-class-names input[type=file]", str(tmp_path / "names.txt"))
    expect(page.locator("#answer .predictions")).to_contain_text("middle", timeout=30_000)


def test_an_own_checkpoint_is_compared_with(visit: Visit, tmp_path: Path) -> None:
    import torch

    from explorer.networks.cifar_resnet import CifarResNet

    torch.save(CifarResNet(8).state_dict(), tmp_path / "mine.pth")
    (tmp_path / "broken.pth").write_text("no weights")
    page = visit.open()
    visit.ask("network")
    page.click("#compare input")
    page.get_by_role("option", name="own checkpoint").click()
    expect(page.locator("#answer-compared")).to_contain_text("choose the checkpoint file")
    file = page.locator("#compare-checkpoint input[type=file]")
    file.set_input_files(tmp_path / "broken.pth")
    expect(page.locator("#answer-compared .failure")).to_contain_text("broken.pth")
    page.locator("#compare-checkpoint").get_by_label("Clear").click()
    page.locator("#compare-checkpoint input[type=file]").set_input_files(tmp_path / "mine.pth")
    expect(page.locator("#answer-compared .view h3")).to_have_text("cifar-resnet8")
    expect(page.locator("#answer .view h3")).to_have_text("cifar-resnet20")
    explained = page.locator(".explained b:visible").all_inner_texts()
    assert explained == ["airplane", "airplane"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_switch_turns_every_word(visit: Visit, language: str) -> None:
    page = visit.open()
    visit.example()
    page.get_by_label({"en": "English", "zh": "中文"}[language]).check()
    visit.ask("network")
    expect(page.get_by_text(text(language, "network_depth"), exact=True).first).to_be_visible()
    expect(page.locator("#pick-kind")).to_contain_text(text(language, "kind_plain"))
    expect(page.locator("#compare input")).to_have_value(text(language, "compare_nothing"))
    cell = page.locator("#answer .channels button").first.get_attribute("title")
    assert cell is not None
    assert cell.startswith({"en": "channel", "zh": "通道"}[language])
    page.keyboard.press("Escape")
    page.locator("#answer [data-name='stage1.block1']").click()
    expect(page.locator("#answer .blocks h4")).to_be_visible()
    body = page.locator("body").inner_text()
    other = {"en": "zh", "zh": "en"}[language]
    for key in ("predictions", "blocks_title", "explain"):
        # a formula, which may be typeset by now, is other text
        assert text(language, key).split("F(x)")[0] in body, key
        assert text(other, key).split("F(x)")[0] not in body
    assert text(language, "tab_explore") in body
    page.reload()
    page.wait_for_selector(LAID_OUT)
    assert page.title() == {"en": "ResNet Explorer", "zh": "ResNet 探索器"}[language]


def test_projector_and_theme(visit: Visit) -> None:
    page = visit.open()
    size = "document.querySelector('.masthead h1').getBoundingClientRect().height"
    before = page.evaluate(size)
    page.get_by_role("button", name="projector").click()
    assert page.evaluate(size) > before * 1.2
    dark = page.evaluate("document.body.classList.contains('dark')")
    page.get_by_role("button", name="dark").click()
    assert page.evaluate("document.body.classList.contains('dark')") != dark


def test_on_a_narrow_screen_the_answer_comes_into_sight(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 800})
    page = visit.open()
    expect(page.locator("#answer .view")).to_be_visible()
    assert page.evaluate("scrollY") == 0  # an example takes nobody away from the top
    visit.example()
    assert page.evaluate("document.documentElement.scrollWidth") <= 392
    page.wait_for_function("document.querySelector('#answer').getBoundingClientRect().top < 60")
    expect(page.locator("#answer .card.input")).to_be_in_viewport()
    page.locator(".card.stage").first.click()
    expect(page.locator("#answer .channel h4")).to_contain_text("Stage 1, channel")
    expect(page.locator("#answer .sheet:visible .channels")).to_be_in_viewport()


def test_a_language_that_is_switched_twice_in_haste_ends_as_the_last_one(visit: Visit) -> None:
    page = visit.open("?language=en")
    page.evaluate(
        """() => {
            const [english, chinese] = document.querySelectorAll('#language input');
            chinese.click();
            setTimeout(() => english.click(), 10);  // the program has not answered the first yet
        }"""
    )
    expect(page.locator("#language input").first).to_be_checked()
    expect(page.locator("html")).to_have_attribute("data-language", "en")
    expect(page.get_by_role("tab").first).to_have_text("Lesson")
    page.wait_for_timeout(500)
    expect(page.locator("html")).to_have_attribute("data-language", "en")
