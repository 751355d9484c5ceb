"""Gradio's theme: every part of it takes its look from the variables of `assets/style/scale.css`.

The variables change with the theme of now, so that light and dark are said once each, there.
"""

from typing import Any, Final

import gradio as gr

# Gradio's variable: ours. Both of Gradio's themes take the same.
_TAKEN: Final[dict[str, Any]] = {
    "body_background_fill": "var(--ground)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--quiet)",
    "background_fill_primary": "var(--ground)",
    "background_fill_secondary": "var(--panel)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--accent)",
    "color_accent_soft": "var(--accent-soft)",
    "link_text_color": "var(--accent-text)",
    "link_text_color_hover": "var(--accent-text)",
    "link_text_color_active": "var(--accent-text)",
    "link_text_color_visited": "var(--accent-text)",
    "block_background_fill": "transparent",
    "block_border_color": "var(--line)",
    "block_border_width": "0px",
    "block_label_background_fill": "transparent",
    "block_label_border_width": "0px",
    "block_label_text_color": "var(--quiet)",
    "block_title_text_color": "var(--quiet)",
    "block_info_text_color": "var(--quiet)",
    "block_shadow": "none",
    "checkbox_background_color": "var(--ground)",
    "checkbox_background_color_selected": "var(--accent)",
    "checkbox_border_color": "var(--line-strong)",
    "checkbox_border_color_focus": "var(--accent)",
    "checkbox_border_color_selected": "var(--accent)",
    "checkbox_label_background_fill": "var(--ground)",
    "checkbox_label_background_fill_hover": "var(--panel)",
    "checkbox_label_background_fill_selected": "var(--accent-soft)",
    "checkbox_label_border_color": "var(--line)",
    "checkbox_label_border_color_hover": "var(--line-strong)",
    "checkbox_label_border_color_selected": "var(--accent)",
    "checkbox_label_text_color": "var(--ink)",
    "checkbox_label_text_color_selected": "var(--ink)",
    "input_background_fill": "var(--ground)",
    "input_background_fill_focus": "var(--ground)",
    "input_background_fill_hover": "var(--ground)",
    "input_border_color": "var(--line-strong)",
    "input_border_color_focus": "var(--accent)",
    "input_border_color_hover": "var(--quiet)",
    "input_placeholder_color": "var(--quiet)",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "slider_color": "var(--accent)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-strong)",
    "button_primary_border_color": "var(--accent)",
    "button_primary_text_color": "var(--on-accent)",
    "button_secondary_background_fill": "var(--ground)",
    "button_secondary_background_fill_hover": "var(--panel)",
    "button_secondary_border_color": "var(--line-strong)",
    "button_secondary_border_color_hover": "var(--quiet)",
    "button_secondary_text_color": "var(--ink)",
    "button_cancel_background_fill": "var(--ground)",
    "button_cancel_border_color": "var(--line-strong)",
    "button_cancel_text_color": "var(--ink)",
}
# the same in both of Gradio's themes
_SHAPES: Final[dict[str, Any]] = {
    "body_text_size": "var(--type-body)",
    "block_label_text_size": "var(--type-small)",
    "block_title_text_size": "var(--type-small)",
    "block_title_text_weight": "500",
    "block_padding": "0px",
    "block_radius": "var(--radius)",
    "container_radius": "var(--radius)",
    "layout_gap": "calc(3 * var(--unit))",
    "form_gap_width": "0px",
    "input_border_width": "1px",
    "input_padding": "calc(1.5 * var(--unit)) calc(2.5 * var(--unit))",
    "input_radius": "var(--radius)",
    "input_text_size": "var(--type-body)",
    "checkbox_label_gap": "var(--unit)",
    "checkbox_label_padding": "calc(1 * var(--unit)) calc(3 * var(--unit))",
    "checkbox_label_text_size": "var(--type-body)",
    "checkbox_label_border_width": "1px",
    "checkbox_label_shadow": "none",
    "checkbox_border_radius": "calc(0.5 * var(--radius))",
    "button_large_padding": "calc(2 * var(--unit)) calc(5 * var(--unit))",
    "button_large_radius": "var(--radius)",
    "button_large_text_size": "var(--type-body)",
    "button_large_text_weight": "600",
    "button_border_width": "1px",
    "button_transition": "none",
    "button_primary_shadow": "none",
    "button_secondary_shadow": "none",
}


def theme() -> gr.themes.Base:
    """The page's theme."""
    made = gr.themes.Base(
        font=["system-ui", "Noto Sans CJK SC", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    taken = {name + end: value for name, value in _TAKEN.items() for end in ("", "_dark")}
    return made.set(**{**taken, **_SHAPES})
