from explorer.inspection import attribution, grad_cam
from explorer.interface.explore.methods import METHOD_TEXTS
from explorer.interface.words.language import texts


def test_the_menu_has_every_method_and_a_name_for_each() -> None:
    assert set(METHOD_TEXTS) == {*grad_cam.METHODS, *attribution.METHODS}
    assert next(iter(METHOD_TEXTS)) == "grad-cam"
    assert set(METHOD_TEXTS.values()) <= set(texts("zh"))
