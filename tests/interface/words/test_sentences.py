"""What compute says is said in Chinese too: read from the source, and by making it say it."""

import ast
import json
import math
import re
import string
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps

from explorer.files.assets import asset
from explorer.inspection import attribution
from explorer.inspection.attribution import attribute
from explorer.inspection.integrated_gradients import Integral
from explorer.inspection.twin_statistics import TwinStatistics
from explorer.interface.words.sentences import both_languages, in_chinese
from explorer.networks.catalog.catalog import load
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.device import device_label
from explorer.networks.imagenet_resnet import build, file_name, published
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.photographs.photograph import read_photograph
from explorer.training.measuring.learning import LearningJudge
from explorer.training.measuring.verdict import judge
from explorer.training.measuring.words import Guess
from explorer.training.race.presets import PRESETS
from explorer.training.race.self_checks import self_checks
from explorer.training.race.settings import RaceSettings
from tests.interface.failures import FAILURES, out_of_memory
from tests.interface.spoken import EXPLORER, FILES, KNOWN, NOT_ON_THE_PAGE, PARTS, said_by, spoken

WITH_NOTES = ("photographs/photograph.py", "photographs/rgb.py", "inspection/attribution.py")


def pairs() -> list[tuple[str, str, str]]:
    kinds = json.loads(asset("locale/sentences.zh.json").read_text("utf-8"))
    return [(kind, pair["en"], pair["zh"]) for kind, found in kinds.items() for pair in found]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", re.sub(r"\{\w+\}", "", text)))


def check(sentence: str) -> str:
    """The Chinese of a sentence, which must be whole."""
    chinese = in_chinese(sentence)
    assert chinese is not None, f"no Chinese for: {sentence}"
    assert chinese != sentence
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert numbers(chinese) == numbers(sentence), (sentence, chinese)
    left = re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", chinese)
    assert left is None, f"English left: {chinese}"
    assert re.search(r"[。，：；]{2}", chinese) is None, chinese
    return chinese


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_error_in_the_source_has_its_chinese(path: Path) -> None:
    for kind, sentence in said_by(path):
        names = {path.name, sentence, f"{path.name}: {sentence}"}
        if kind == "error" and not names & NOT_ON_THE_PAGE.keys():
            check(sentence)


def test_every_part_of_an_error_in_the_source_has_its_chinese() -> None:
    found = [each for path in FILES for each in said_by(path) if each[0] in PARTS.values()]
    parts = [(kind, part) for kind, part in found if part != "7"]
    assert len(parts) > 4
    for kind, part in parts:
        chinese = in_chinese(part, kind)
        assert chinese is not None
        assert re.search(r"[\u4e00-\u9fff]", chinese), part


@pytest.mark.parametrize("name", WITH_NOTES)
def test_every_note_in_the_source_has_its_chinese(name: str) -> None:
    texts = [said for kind, said in said_by(EXPLORER / name) if kind == "text"]
    notes = [text for text in texts if text.endswith(".") and text.count(" ") > 1]
    assert len(notes) > 1
    for note in notes:
        check(KNOWN + note if note.startswith(" ") else note)


def test_every_preset_says_in_chinese_what_is_seen() -> None:
    for preset in PRESETS:
        chinese = check(preset.sentence)
        assert chinese.endswith("。")


def test_every_preset_says_in_chinese_who_showed_it() -> None:
    for preset in PRESETS:  # the papers' titles stay English
        chinese = in_chinese(preset.source)
        assert chinese is not None
        assert numbers(chinese) == numbers(preset.source)
        assert chinese.endswith("。")


PLACES = {"verdict.py": "measuring", "learning.py": "measuring", "self_checks.py": "race"}


@pytest.mark.parametrize("name", PLACES)
def test_every_rule_and_every_light_has_its_chinese(name: str) -> None:
    said = said_by(EXPLORER / "training" / PLACES[name] / name)
    texts = [text for kind, text in said if kind == "text"]
    whole = [text for text in texts if text.endswith(".") and text != "Not applicable: 7."]
    why = {text for text in texts if text.count(" ") > 2 and not text.endswith(".")}
    counted = {"verdict.py": (8, 0), "learning.py": (5, 0), "self_checks.py": (3, 7)}
    assert (len(whole), len(why)) == counted[name]
    for sentence in [*whole, *(f"Not applicable: {reason}." for reason in why)]:
        check(sentence)


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
        for network in ("plain", "residual"):
            for product in (1.0, 1e-5, 1e-40, np.nan):
                numbers = np.full(3, product), np.ones(3), np.ones(3)
                for light in self_checks(settings, network, names, *numbers):
                    check(light.note)


def test_the_reading_of_the_source_finds_what_there_is() -> None:
    code = (
        'def f(x):\n    """No. Not this."""\n    raise ValueError(f"{x} is " + ("a" if x else "b"))'
    )
    assert list(spoken(ast.parse(code))) == [("error", "7 is a"), ("error", "7 is b")]
    found = [(path.name, said) for path in FILES for kind, said in said_by(path) if kind == "error"]
    assert len(found) > 60
    listed = {each for name, said in found for each in (name, said, f"{name}: {said}")}
    assert not NOT_ON_THE_PAGE.keys() - listed


def test_pairs_are_of_one_mind() -> None:
    english = [(kind, en) for kind, en, _ in pairs()]
    assert len(english) == len(set(english))
    for _, en, zh in pairs():
        assert placeholders(en) == placeholders(zh), en
        assert numbers(en) == numbers(zh), en
        if re.search(r"[a-z]", re.sub(r"\{\w+\}|<[^>]*>", "", en)):
            assert re.search(r"[\u4e00-\u9fff]", zh), en


def test_no_pair_is_out_of_date() -> None:
    made_elsewhere = [
        *("Pictures that cannot be read were left out (7): 7.",),  # finetune_pictures.py joins them
        *("Copies of other pictures were left out (7): 7.",),
        *("your own checkpoint: 7", "trained with this program: 7"),  # request.py joins them
        *("CPU (7 threads)", "CPU (7 thread)"),
        *("[Errno 7] 7", "[Errno 7] 7: 7"),  # the operating system's
        "7 does not fit 7: 7; the file looks like 7: choose the network that was trained, "
        "or another file",
        "no class of this network is called 7; near names are 7: choose a name it knows, "
        "or an index from 0 to 7.",
    ]
    pool = [said for path in FILES for _, said in said_by(path)] + made_elsewhere
    pool += [KNOWN + said for said in pool if said.startswith(" ")]
    for kind, en, _ in pairs():
        if kind == "sentence":
            fits = re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(en)))
            assert any(map(fits.fullmatch, pool)), f"nothing says: {en}"


def test_values_are_carried_and_escaped() -> None:
    html = both_languages("<b>{x}.png cannot be read: the file is empty.")
    assert html == (
        '<span lang="en">&lt;b&gt;{x}.png cannot be read: the file is empty.</span>'
        '<span lang="zh">无法读取 &lt;b&gt;{x}.png：文件是空的。</span>'
    )


def test_parts_and_sentences_inside_are_translated() -> None:
    assert in_chinese(
        "w.pth does not fit resnet18: missing a, b, c and 3 more; of another shape conv1.weight "
        "(16, 3, 3, 3) instead of (64, 3, 7, 7), fc.bias (10,) instead of (1000,): "
        "choose the network that was trained, or another file"
    ) == (
        "w.pth 与 resnet18 不符：缺少 a, b, c（以及另外 3 个）；形状不同：conv1.weight 是 "
        "(16, 3, 3, 3) 而不是 (64, 3, 7, 7)，fc.bias 是 (10,) 而不是 (1000,)。"
        "请选择训练时所用的网络，或换一个文件。"
    )
    inside = (
        "a.pth could not be downloaded (no answer within 4 seconds): connect to the internet and "
        "try again, or put the file from https://b into /c; meanwhile the CIFAR networks, networks "
        "already in that folder and checkpoints of your own work"
    )
    assert "4 秒内没有应答" in check(inside)
    assert "自己的检查点仍可使用" in check(inside)


@pytest.mark.parametrize("sentence", ["Something else went wrong.", "a: b: c", "", "7"])
def test_an_unknown_sentence_stands_in_both(sentence: str) -> None:
    assert in_chinese(sentence) is None
    html = f'<span lang="en">{sentence}</span><span lang="zh">{sentence}</span>'
    assert both_languages(sentence) == html


def test_a_reason_that_is_not_listed_stays_english_inside() -> None:
    said = in_chinese("w.pth cannot be kept in /w (rain): make room or choose another folder")
    assert said == "无法把 w.pth 保存到 /w（rain）：请腾出空间或换一个文件夹。"


@pytest.mark.parametrize("name", FAILURES)
def test_what_really_goes_wrong_is_said_in_chinese(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nobody listens there
    with pytest.raises((ValueError, OSError)) as caught:
        FAILURES[name](tmp_path)
    chinese = check(str(caught.value))
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
    check(str(caught.value))
