"""What compute says is said in Chinese too: read from the source, and by making it say it."""

import ast
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps

from explorer.files.assets import asset
from explorer.inspection.attributions import attribution
from explorer.inspection.attributions.attribution import attribute
from explorer.inspection.attributions.integrated_gradients import Integral
from explorer.inspection.twin_statistics import TwinStatistics
from explorer.networks.catalog.catalog import load
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.device import device_label
from explorer.networks.imagenet_resnet import build, file_name, published
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.networks.weights.misfit import misfit
from explorer.photographs.photograph import read_photograph
from explorer.sentences.sentence import Sentence, refusal
from explorer.sentences.system import system_sentence
from explorer.training.measuring.learning import LearningJudge
from explorer.training.measuring.verdict import judge
from explorer.training.measuring.words import Guess
from explorer.training.race.presets import PRESETS
from explorer.training.race.self_checks import self_checks
from explorer.training.race.settings import RaceSettings
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE
from explorer.words.sentences import both_languages, in_language
from tests.interface.failures import FAILURES, out_of_memory
from tests.interface.spoken import COMPUTED, EXPLORER, FILES, PLAIN, plain_errors, templates

LANGUAGE_FILES = [each for each in LANGUAGES if each != SPOKEN_BY_COMPUTE]


def read(language: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        asset(f"locale/sentences.{language}.json").read_text("utf-8")
    )
    return found


def fields(template: str) -> set[tuple[str, str | None, str | None]]:
    """Its placeholders with their forms; a form decides how a number is rounded."""
    return {(name, form, how) for _, name, form, how in Formatter().parse(template) if name}


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", re.sub(r"\{[^{}]*\}", "", text)))


def check(said: str | BaseException) -> str:
    """The Chinese of what is said, which must be whole."""
    chinese, english = in_language(said, "zh"), in_language(said, "en")
    assert english == str(said)
    assert chinese != english, f"no Chinese for: {english}"
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert numbers(chinese) == numbers(english), (english, chinese)
    left = re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", chinese)
    assert left is None, f"English left: {chinese}"
    assert re.search(r"[。，：；]{2}", chinese) is None, chinese
    return chinese


def test_every_language_has_just_the_sentences_that_the_program_makes() -> None:
    made, computed = set(), set()
    for path in FILES:
        place = path.relative_to(EXPLORER).as_posix()
        for template, written in templates(ast.parse(path.read_text("utf-8"))):
            if written:
                made.add(template)
            else:
                assert (place, template) in COMPUTED, f"{place}: what can {template} be?"
                computed.add((place, template))
    assert computed == set(COMPUTED)
    assert len(made) > 250
    made = made.union(*COMPUTED.values())
    for language in LANGUAGE_FILES:
        kept = read(language)
        assert set(kept["sentences"]) - set(kept["system"]) == made - set(kept["system"])
        assert len(kept["system"]) > 20


def test_what_the_page_may_say_is_raised_as_a_sentence() -> None:
    allowed = {name for names in PLAIN.values() for name in names}
    used = set()
    for path in FILES:
        place = path.relative_to(EXPLORER).as_posix()
        for text in plain_errors(ast.parse(path.read_text("utf-8"))):
            fits = {each for each in allowed if f"{place}: {text}".startswith(each)}
            assert fits, f"{place} raises a text that no other language has: {text}"
            used |= fits
    assert used == allowed


@pytest.mark.parametrize("language", LANGUAGE_FILES)
def test_translations_hold_the_same_values_and_numbers(language: str) -> None:
    for kind in read(language).values():
        for english, translated in kind.items():
            assert fields(english) == fields(translated), english
            assert numbers(english) == numbers(translated), english


def test_chinese_is_chinese() -> None:
    for kind in read("zh").values():
        for english, chinese in kind.items():
            if re.search(r"[a-z]", re.sub(r"%?\{[^{}]*\}+|<[^>]*>", "", english)):
                assert re.search(r"[\u4e00-\u9fff]", chinese), english


def test_the_reading_of_the_source_finds_what_there_is() -> None:
    code = ast.parse(
        'def f(x):\n    """No."""\n    raise refusal("{x} is", x=x)\n    raise A(f"{x}")\n'
        '    return joined(a, [Sentence("b" "c")])\n    raise A(Sentence("d"))'
    )
    assert set(templates(code)) == {("{x} is", True), ("a", False), ("bc", True), ("d", True)}
    assert list(plain_errors(code)) == ["{x}'"]


def test_every_preset_says_in_chinese_what_is_seen_and_who_showed_it() -> None:
    for preset in PRESETS:
        assert check(preset.sentence).endswith("。")
        chinese = in_language(preset.source, "zh")  # the papers' titles stay English
        assert chinese != preset.source
        assert chinese.endswith("。")
        assert numbers(chinese) == numbers(preset.source)


def learning_rules() -> dict[str, str]:
    """What is said of learning, each sentence with a part of its Chinese."""

    def said(*steps: tuple[float, float, float | None]) -> str:
        judge = LearningJudge(Guess(2.3, 0.1), 64, 1438, 359)
        return [judge.step(*step) for step in steps][-1].rule

    return {
        said((math.nan, math.nan, None)): "有限",
        said((2.3, 0.1, None)): "总是回答最多的一类就有 10.0%。",
        said((1.0, 0.8, None)): "尚未测试。",
        said((1.0, 0.8, 0.12)): "测试图片上为 12.0%，未高于 19.0%。",
        said((1.0, 0.8, 0.7)): "测试准确率 70.0% > 19.0%",
    }


def test_rules_and_lights_as_races_say_them() -> None:
    """With numbers as they are printed, none of which may be taken for words."""
    layers = np.ones((10, 6))
    loss = np.full(20, 2.0)
    slope = layers * [1e-5, 1e-5, 1e-3, 1e-2, 1, 1]
    rules = {
        judge(layers * np.nan, loss, 2)[1]: "有限",
        judge(layers * 1e30, loss, 2)[1]: "1e+30 > 100。",
        judge(layers * [90, 1, 1, 1, 1, 0.01], loss, 2)[1]: "300 × 最后一层的 0.01。",
        judge(layers * 1e-9, loss, 2)[1]: "1e-09 < 0.0005。",
        judge(slope * [1e-5, 1e-5, 1, 1, 1, 1], loss, 2)[1]: "< 1e-06，且 < 0.001 ×",
        judge(layers, loss * 4, 2, first_loss=2.5)[1]: "四分之三不低于 8，> 1.5 ×",
        judge(slope, loss, 2)[1]: "前三分之一层",
        judge(layers, loss, 2)[1]: "后三分之一层为 1。",
        **learning_rules(),
    }
    assert len(rules) == 13
    for rule, part in rules.items():
        assert part in check(rule), rule
    names = ("conv1", "stage1.block1.conv1", "stage1.block1.conv2")
    for settings in (
        RaceSettings(depth=8),
        RaceSettings(depth=8, normalization="batch"),
        RaceSettings(depth=8, activation="tanh"),
        RaceSettings(depth=8, normalization="batch", activation="sigmoid"),
    ):
        for shortcuts in (False, True):
            for product in (1.0, 1e-5, 1e-40, np.nan):
                numbers = np.full(3, product), np.ones(3), np.ones(3)
                for light in self_checks(settings, shortcuts, names, *numbers):
                    check(light.note)


def test_values_are_carried_and_escaped() -> None:
    html = both_languages(
        Sentence(
            "{file} cannot be read: {reason}.", file="<b>{x}", reason=Sentence("no parameters")
        )
    )
    assert html == (
        '<span lang="en">&lt;b&gt;{x} cannot be read: no parameters.</span>'
        '<span lang="zh">无法读取 &lt;b&gt;{x}：没有参数。</span>'
    )


def test_sentences_and_errors_inside_are_translated(tmp_path: Path) -> None:
    network = build(18)
    state = {key: tensor for key, tensor in network.state_dict().items() if "layer4" not in key}
    state["conv1.weight"], state["fc.bias"] = torch.zeros(16, 3, 3, 3), torch.zeros(10)
    said = misfit(network, state)
    assert "of another shape conv1.weight (16, 3, 3, 3) instead of (64, 3, 7, 7), fc" in said
    assert in_language(said, "zh") == (
        "缺少 layer4.0.bn1.bias, layer4.0.bn1.running_mean, layer4.0.bn1.running_var"
        "（以及另外 22 个）；形状不同：conv1.weight 是 (16, 3, 3, 3) 而不是 (64, 3, 7, 7)，"
        "fc.bias 是 (10,) 而不是 (1000,)"
    )
    inside = Sentence("{file}: {reason}", file="a", reason=refusal("it lists far too many files"))
    assert (
        in_language(inside, "zh") == f"a：{read('zh')['sentences']['it lists far too many files']}"
    )


@pytest.mark.parametrize("text", ["Something else went wrong.", "a: b: c", "", "7"])
def test_a_text_without_a_template_stands_in_both(text: str) -> None:
    html = f'<span lang="en">{text}</span><span lang="zh">{text}</span>'
    assert both_languages(text) == html
    assert both_languages(ValueError(text)) == html


def test_a_reason_that_is_not_listed_stays_english_inside() -> None:
    said = system_sentence(OSError(999, "rain", "/w"))
    assert in_language(said, "zh") == "系统错误 999（rain）：'/w'"
    assert in_language(OSError(13, "Permission denied"), "zh") == "系统错误 13（没有权限）"


@pytest.mark.parametrize("name", FAILURES)
def test_what_really_goes_wrong_is_said_in_chinese(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nobody listens there
    with pytest.raises((ValueError, OSError)) as caught:
        FAILURES[name](tmp_path)
    chinese = check(caught.value)
    for word in re.findall(r"holiday\.jpg|mine\.\w+|zero\.gif|names\.txt", str(caught.value)):
        assert word in chinese


GREY = np.arange(64, dtype=np.float32).reshape(8, 8)


@pytest.mark.parametrize(
    ("picture", "kind", "options", "count"),
    [
        (Image.new("RGB", (8, 8)), "GIF", {"append_images": [Image.new("RGB", (8, 8), "red")]}, 1),
        (Image.new("RGBA", (8, 8), (9, 9, 9, 9)), "PNG", {}, 1),
        (Image.fromarray(GREY * np.float32(np.nan)), "TIFF", {}, 2),
        (Image.fromarray(GREY * 1000 - 5), "TIFF", {}, 1),
        (Image.fromarray(GREY.astype(np.int32) - 9), "TIFF", {}, 1),
        (Image.fromarray(GREY.astype(np.uint16)), "PNG", {"transparency": 7}, 1),
        (Image.new("CMYK", (8, 8)), "TIFF", {}, 1),
        (Image.new("CMYK", (8, 8)), "TIFF", {"icc_profile": b"none"}, 1),
    ],
)
def test_what_reading_decided_is_said_in_chinese(
    picture: Image.Image, kind: str, options: dict[str, object], count: int, tmp_path: Path
) -> None:
    picture.save(tmp_path / "it", kind, save_all="append_images" in options, **options)
    notes = read_photograph(tmp_path / "it").notes
    assert len(notes) == count
    for note in notes:
        check(note)


def test_damaged_exif_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageOps, "exif_transpose", lambda _: 1 / 0)
    (note,) = read_photograph(Image.new("RGB", (8, 8))).notes
    assert "（ZeroDivisionError）" in check(note)


@pytest.mark.usefixtures("unchecked_weights")
def test_where_weights_are_from_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.safetensors"
    write_safetensors(own, CifarResNet(8))
    torch.save(build(18).state_dict(), tmp_path / file_name(published(18)))
    found = [
        load("cifar-resnet26", device="cpu"),
        load(None, device="cpu", checkpoint=own),
        load("resnet18", device="cpu", weights_folder=tmp_path),
    ]
    monkeypatch.setattr("explorer.networks.catalog.request.bundled_file", lambda _: own)
    found.append(load("cifar-resnet8", device="cpu"))
    assert [network.weights for network in found] == ["random", "own", "cached", "bundled"]
    for network in found:
        check(network.source)


def test_weights_of_the_twin_are_said_to_be_in_chinese() -> None:
    check(TwinStatistics("cifar-plain20", "cifar-resnet20", 0.91, 0.4).sentence)


@pytest.mark.parametrize("method", ["integrated-gradients", "guided-grad-cam", "occlusion"])
@pytest.mark.parametrize("blind", [False, True])
def test_what_an_attribution_measured_is_said_in_chinese(method: str, blind: bool) -> None:
    network = load("cifar-resnet8", device="cpu")
    if blind:  # to everything, so that every map is zero
        module = CifarResNet(8).eval().requires_grad_(False)
        module.fc.weight.zero_()
        network = replace(network, module=module)
    photograph = read_photograph(Image.fromarray(np.full((32, 32, 3), 90, np.uint8)))
    note = check(attribute(network, photograph, 0, method).note)
    assert ("什么也没有留下" in note) == (blind and method == "guided-grad-cam")


def test_a_sum_that_misses_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    rough = Integral(torch.ones((1, 3, 32, 32)).double(), 4096.0, 64, 800)
    monkeypatch.setattr(attribution, "integrate", lambda *_: rough)
    photograph = read_photograph(Image.fromarray(np.full((32, 32, 3), 90, np.uint8)))
    network = load("cifar-resnet8", device="cpu")
    said = check(attribute(network, photograph, 0, "integrated-gradients").warning)
    assert "仍相差 25 %，超过 1 %" in said


def test_processors_are_named_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    for threads in (1, 2):
        monkeypatch.setattr(torch, "get_num_threads", lambda threads=threads: threads)
        assert check(device_label(torch.device("cpu"))) == f"CPU（{threads} 线程）"
    check(device_label(torch.device("mps")))
    assert "NVIDIA H200 (cuda:0)</span>" in both_languages("NVIDIA H200 (cuda:0)")  # a name


def test_work_that_no_gpu_holds_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attribution._METHODS, "occlusion", out_of_memory)
    photograph = read_photograph(Image.new("RGB", (8, 8)))
    with pytest.raises(ValueError, match="GPU") as caught:
        attribute(load("cifar-resnet8", device="cpu"), photograph, 0, "occlusion")
    check(caught.value)
