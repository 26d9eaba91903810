"""The charts as SVG inside the page, drawn by pygal, without scripts, in the colours of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pygal
from markupsafe import Markup
from pygal.style import Style

# Remove what pygal adds for its script, its own name, and ids, which would repeat.
_NOT_SHOWN = re.compile(r"<!--.*?-->|<(title|desc|script)\b[^>]*>.*?</\1>| id=\"[^\"]*\"", re.DOTALL)
# One order for all charts, because their styles apply to the whole page: new, failed, not kept.
_COLOURS = ("var(--good)", "var(--bad)", "var(--warn)")
_ABOUT = 6  # labels below a chart


def bars(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """Return stacked bars as SVG, up to three *series* with a number for each of the *labels*."""
    chart = pygal.StackedBar(
        js=(),
        width=640,
        height=230,
        explicit_size=False,
        disable_xml_declaration=True,
        no_prefix=True,
        show_legend=len(series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(series),
        margin=4,
        spacing=6,
        show_minor_x_labels=False,
        truncate_label=-1,
        max_scale=5,
        min_scale=2,
        value_formatter=lambda value: f"{value:.0f}",
        style=Style(
            background="transparent",
            plot_background="transparent",
            foreground="var(--soft)",
            foreground_strong="var(--text)",
            foreground_subtle="var(--line)",
            colors=_COLOURS,
            font_family="inherit",
            label_font_size=16,
            major_label_font_size=16,
            legend_font_size=16,
            opacity="1",
            opacity_hover="1",
            transition="0s",
        ),
    )
    chart.x_labels = list(labels)
    step = max(1, -(-len(labels) // _ABOUT))
    chart.x_labels_major = [label for at, label in enumerate(labels) if at % step == 0]
    for name, values in series.items():
        chart.add(name, list(values))
    drawn = _NOT_SHOWN.sub("", chart.render())
    return Markup(drawn)  # noqa: S704 - numbers and the page's own words, escaped by pygal
