"""The maps against captum, against the papers' formulas, and against each other."""

import ast
import inspect as inspect_source
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam

from explorer.figures.inspection.pictures import inspection_pictures
from explorer.inspection import alignment, grad_cam
from explorer.inspection.description import as_object
from explorer.inspection.grad_cam import METHODS, CamMethod, cam, cam_names, is_cam, shown_cam
from explorer.inspection.inspect import inspect
from explorer.inspection.record import files
from explorer.inspection.result import ATTRIBUTIONS, FloatArray, Stage
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.stages import stage_strides
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import module_of
from tests.inspection.oracle import relative
from tests.inspection.test_record import an_inspection

Networks = Callable[..., LoadedNetwork]


@pytest.mark.parametrize("kind", ["resnet18", "cifar", "plain"])
def test_grad_cam_is_captums(
    kind: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network(kind, torch.float64)
    hooked = module_of(kind).double().eval()
    largest = np.zeros(len(stage_strides(hooked)))
    for class_ in range(2):
        found = inspect(looking, photographs[:1], class_)[0]
        picture = torch.from_numpy(found.input)[None]
        for index, stage in enumerate(found.stages):
            layer = getattr(hooked, f"layer{index + 1}")
            captums = LayerGradCam(hooked, layer).attribute(picture, class_, relu_attributions=True)
            assert relative(cam(stage), captums[0, 0].detach().numpy()) < 1e-6
            largest[index] = max(largest[index], cam(stage).max())
    assert (largest > 0).all()  # not only zeros were compared


@pytest.mark.parametrize("kind", ["resnet18", "cifar", "pre-activation"])
def test_at_the_last_stage_grad_cam_is_cam_and_hires_cam(
    kind: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network(kind, torch.float64)
    largest = 0.0
    for class_ in range(4):
        last = inspect(looking, photographs[:1], class_)[0].stages[-1]
        weights = looking.module.fc.weight[class_].detach().numpy()
        zhou = np.maximum(np.einsum("c,chw->hw", weights, last.features), 0)  # Zhou et al. 2016
        assert relative(cam(last) * zhou.size, zhou) < 1e-9
        assert relative(cam(last, "hires-cam"), cam(last)) < 1e-9
        largest = max(largest, zhou.max())
    assert largest > 0


def test_grad_cam_plus_plus_is_the_papers_formula() -> None:
    random = np.random.default_rng(3)
    features = np.maximum(random.normal(size=(5, 6, 4)), 0)
    gradients = random.normal(size=(5, 6, 4))
    expected = np.zeros((6, 4))
    for channel, gradient in zip(features, gradients, strict=True):
        alpha = gradient**2 / (2 * gradient**2 + channel.sum() * gradient**3)
        expected += (alpha * np.maximum(gradient, 0)).sum() * channel
    found = cam(Stage("stage1", features, gradients, 4), "grad-cam++")
    np.testing.assert_allclose(found, np.maximum(expected, 0), rtol=1e-12)


FEATURES = np.array([[[1.0, 2.0]], [[3.0, 0.0]]])
GRADIENTS = np.array([[[1.0, -3.0]], [[-1.0, 4.0]]])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("grad-cam", [[3.5, 0.0]]),  # weights -1 and 1.5: -1 + 4.5, -2 + 0
        ("hires-cam", [[0.0, 0.0]]),  # 1 - 3, -6 + 0
        ("layer-cam", [[1.0, 0.0]]),  # 1 + 0, 0 + 0
        # channel 1: 1 / (2 + 3) = 0.2; channel 2: 4 / (2 + 3 x 4) = 2 / 7
        ("grad-cam++", [[0.2 + 6 / 7, 0.4]]),
    ],
)
def test_maps_worked_out_by_hand(method: str, expected: list[list[float]]) -> None:
    for dtype in (np.float32, np.float64):
        found = cam(Stage("stage1", FEATURES.astype(dtype), GRADIENTS.astype(dtype), 4), method)
        assert found.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_maps_without_evidence_are_zeros_and_not_nan(method: CamMethod) -> None:
    for features, gradients in (
        (np.zeros((3, 2, 2)), np.ones((3, 2, 2))),
        (np.ones((3, 2, 2)), np.zeros((3, 2, 2))),
        (np.ones((3, 2, 2)), -np.ones((3, 2, 2))),
        (-np.ones((3, 2, 2)), np.ones((3, 2, 2))),
    ):
        assert not cam(Stage("stage1", features, gradients, 4), method).any()


@pytest.mark.parametrize("room", [alignment, grad_cam], ids=lambda room: room.__name__)
def test_no_map_wakes_the_threads_of_numpys_blas(room: ModuleType) -> None:
    """They spin on after a product, and the next forward pass then takes twice as long."""
    products = {"tensordot", "dot", "matmul", "inner", "vdot"}
    for node in ast.walk(ast.parse(inspect_source.getsource(room))):
        assert not isinstance(node, ast.MatMult)
        assert not (isinstance(node, ast.Attribute) and node.attr in products)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match=r"grad-cam\+\+.*'grad_cam'"):
        cam(Stage("stage1", FEATURES, GRADIENTS, 4), "grad_cam")


def largest_gradient(features: FloatArray, gradients: FloatArray) -> FloatArray:
    """A method of one's own: each channel weighed by its largest gradient."""
    return np.tensordot(gradients.max(axis=(1, 2)), features, axes=1)


OWN = CamMethod("largest-gradient", largest_gradient, "Largest gradient")


def test_a_method_of_ones_own_is_drawn_and_kept_like_the_programs() -> None:
    # weights 1 and 4: 1 + 12, 2 + 0; of the negated gradients 3 and 1: 3 + 3, 6 + 0
    np.testing.assert_array_equal(cam(Stage("stage1", FEATURES, GRADIENTS, 4), OWN), [[13, 2]])
    np.testing.assert_array_equal(cam(Stage("stage1", FEATURES, -GRADIENTS, 4), OWN), [[6, 6]])
    np.testing.assert_array_equal(cam(Stage("stage1", -FEATURES, GRADIENTS, 4), OWN), [[0, 0]])
    inspection = an_inspection()
    described = as_object(inspection, OWN)
    assert described["method"] == described["cam_method"] == "largest-gradient"
    maximum = cam(inspection.stages[0], OWN).max()
    assert described["stages"][0]["cam_maximum"] == pytest.approx(maximum)
    assert inspection_pictures(inspection, OWN).keys() >= {"largest-gradient-stage1"}
    assert b"largest-gradient" in files(inspection, OWN)["inspection.json"]


@pytest.mark.parametrize("wrong", [np.zeros((2, 1, 2)), np.array([[0.0, np.nan]]), 1.0])
def test_what_is_no_map_is_refused(wrong: FloatArray) -> None:
    method = CamMethod("wrong", lambda *_: wrong)
    with pytest.raises(ValueError, match=r"wrong must give a finite number.*\(1, 2\) cells"):
        cam(Stage("stage1", FEATURES, GRADIENTS, 4), method)


@pytest.mark.parametrize("name", ["", "My CAM", "../cam", "-cam"])
def test_a_name_that_cannot_begin_a_files_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        CamMethod(name, largest_gradient)


def test_beside_an_attribution_the_stages_show_grad_cam() -> None:
    assert [shown_cam(method) for method in METHODS] == list(METHODS)
    assert [shown_cam(each.name) for each in METHODS] == list(METHODS)
    assert {shown_cam(name) for name in ATTRIBUTIONS} == {METHODS[0]}


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as pip installs one, with a method, a broken one, and the names of two others."""
    (tmp_path / "sums_of_channels.py").write_text(
        "from explorer import CamMethod\n"
        "SUM = CamMethod('sum-cam', lambda features, _: features.sum(axis=0), 'SumCAM')\n"
    )
    installed = tmp_path / "sums_of_channels-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: sums-of-channels\nVersion: 1")
    (installed / "entry_points.txt").write_text(
        "[resnet_explorer.cam_methods]\n"
        "sum-cam = sums_of_channels:SUM\nabsent = sums_of_channels:ABSENT\n"
        "other = sums_of_channels:SUM\ngrad-cam = sums_of_channels:SUM\n"
        "occlusion = sums_of_channels:SUM\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("packages")
def test_an_installed_package_brings_a_method_by_name() -> None:
    own = [method.name for method in METHODS]
    assert list(cam_names()) == [*own, "sum-cam", "absent", "other"]
    stage = Stage("stage1", FEATURES, GRADIENTS, 4)
    np.testing.assert_array_equal(cam(stage, "sum-cam"), [[4, 2]])
    assert shown_cam("sum-cam").title == "SumCAM"
    assert shown_cam("grad-cam") is METHODS[0]  # no package takes its place
    assert shown_cam("occlusion") is METHODS[0]
    with pytest.raises(ValueError, match=r"absent cannot be loaded.*ABSENT"):
        cam(stage, "absent")
    with pytest.raises(ValueError, match=r"other of resnet_explorer\.cam_methods must name"):
        cam(stage, "other")
    with pytest.raises(ValueError, match="sum-cam, absent, other, got 'sumcam'"):
        cam(stage, "sumcam")


def test_packages_are_looked_for_again_only_where_a_folder_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(grad_cam, "entry_points", lambda group: looked.append(group) or ())
    cam_names()
    for _ in range(3):
        shown_cam("occlusion")
        cam_names()
    assert len(looked) == 1
    (tmp_path / "package-1.dist-info").mkdir()
    cam_names()
    assert len(looked) == 2


def test_packages_are_not_asked_about_the_programs_own_methods(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grad_cam, "_of_packages", lambda: pytest.fail("packages were asked"))
    for method in METHODS:
        assert is_cam(method.name)
        assert shown_cam(method.name) is method


def test_a_method_of_ones_own_cannot_write_into_an_inspection() -> None:
    features, gradients = np.ones((2, 3, 3), np.float32), np.ones((2, 3, 3), np.float32)
    stage = Stage("stage1", features, gradients, stride=1)
    wrong = CamMethod("wrong", lambda given, _: given.__imul__(0).sum(0))
    with pytest.raises(ValueError, match="read-only"):
        cam(stage, wrong)
    assert stage.features.all()
