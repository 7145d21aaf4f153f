"""A recording as Markdown: items of a list, nested as the rows are."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from signals_panel.exporters.markdown import as_markdown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ((None, 0, "1 signal, 1 receiver"), "- `1 signal, 1 receiver`"),
        ((1, 1, "app.ordered from shop"), "  - `app.ordered from shop`"),
        ((2, 2, "→ shop.mail  1.20ms"), "    - `→ shop.mail  1.20ms`"),
        ((2, 2, "✗ a `quoted` name"), "    - `` ✗ a `quoted` name ``"),
        ((None, 0, "  + a part"), "- `+ a part`"),
    ],
)
def test_a_line_is_an_item_of_a_list_and_what_it_says_is_code(line, told):
    assert [text for _, _, text in as_markdown([line])] == [told]


def test_a_message_of_several_lines_stays_in_the_code_of_its_item():
    message = "✗ shop.mail raised: ValueError: <b>a\n# head\r\n\n- item"
    [(_, _, line)] = as_markdown([(2, 0, message)])
    code = "<code>✗ shop.mail raised: ValueError: &lt;b&gt;a # head  - item</code>"
    assert MarkdownIt().render(line) == f"<ul>\n<li>{code}</li>\n</ul>\n"
