"""The methods that explain a class, in the order of the menu, each with the key of its name."""

from typing import Final

METHOD_TEXTS: Final = {
    "grad-cam": "method_grad_cam",
    "hires-cam": "method_hires_cam",
    "grad-cam++": "method_grad_cam_pp",
    "layer-cam": "method_layer_cam",
    "integrated-gradients": "method_integrated_gradients",
    "guided-grad-cam": "method_guided_grad_cam",
    "occlusion": "method_occlusion",
}
