"""Excerpts: what a text says in one line, and nothing of what is hidden in it."""

import pytest

from chat.text.excerpt import excerpt


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ('Hi **everyone**, see [this](https://example.org) :tada:', 'Hi everyone, see this 🎉'),
        ('a & b < c > d, 5*3*2', 'a & b < c > d, 5*3*2'),
        ('- one\n- two\n\n> three', 'one two three'),
        ('```\nx = 1\n\ny = "<b>"\n```', 'x = 1 y = "<b>"'),
        ('| a | b |\n|---|---|\n| 1 | 2 |', 'a b 1 2'),
        ('it was ||the gardener||!', 'it was …!'),
        ('/me waves', 'waves'),
        ('if (x || y)', 'if (x || y)'),
        ('x' * 50, 'x' * 39 + '…'),
        (
            'who was it? ' + 'x' * 20 + ' ||the gardener, in the kitchen, with the pruning shears||',
            'who was it? ' + 'x' * 20 + ' …',
        ),
    ],
)
def test_an_excerpt_says_what_is_read(text: str, said: str) -> None:
    assert excerpt(text, 40) == said


def test_what_was_cut_within_what_is_hidden_tells_nothing_of_it() -> None:
    text = ('it was ||the gardener' + ' and nobody else' * 20)[:40]
    assert excerpt(text, 40) == 'it was …'
