from functools import partial

import pytest

from explorer.figures.inspection.stage_strip import ATTRIBUTION_TEXTS
from explorer.inspection.grad_cam import CamMethod, cam_names
from explorer.inspection.result import ATTRIBUTIONS
from explorer.interface.picking import methods
from explorer.interface.picking.methods import method_menu
from explorer.interface.words.language import text


def test_the_menu_has_every_method_by_its_name_in_each_language() -> None:
    english, chinese = (method_menu(partial(text, language)) for language in ("en", "zh"))
    assert [name for _, name in english] == [*cam_names(), *ATTRIBUTIONS]
    assert english[:4] == [
        ("Grad-CAM", "grad-cam"),
        ("HiResCAM", "hires-cam"),
        ("Grad-CAM++", "grad-cam++"),
        ("LayerCAM", "layer-cam"),
    ]
    assert chinese[:4] == english[:4]
    assert chinese[-1] == ("遮挡法（需数秒）", "occlusion")
    assert tuple(ATTRIBUTION_TEXTS) == tuple(ATTRIBUTIONS)


def test_methods_of_packages_stand_among_the_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> CamMethod:
        if name == "broken":
            raise ValueError(name)
        return CamMethod(name, lambda features, _: features[0], "First Channel")

    monkeypatch.setattr(methods, "cam_names", lambda: ("first", "broken"))
    monkeypatch.setattr(methods, "cam_method", found)
    assert method_menu(str)[:2] == [("First Channel", "first"), ("broken", "broken")]
