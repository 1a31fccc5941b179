"""Words: every sentence in every language, plurals the Russian way, and the language a browser asks for."""

import inspect
from datetime import UTC, datetime

import pytest

from chat import errors
from chat.words import LANGUAGES, Words, best_language, explain, words_of

babel = pytest.importorskip('babel', reason='Babel is in tests/requirements.txt')


def test_no_translation_is_missing() -> None:
    from tests.words import catalogues, read, sentences

    wanted = {message.id for message in sentences() if message.id}
    assert len(wanted) > 40
    assert {*catalogues()} == {*LANGUAGES} - {'en'}
    for language, path in catalogues().items():
        catalogue = read(path)
        there = {
            message.id
            for message in catalogue
            if message.id
            and message.string
            and not message.fuzzy
            and all(message.string if isinstance(message.string, tuple) else [message.string])
        }
        assert there == wanted, language


def test_translations_use_the_same_values_as_the_sentence() -> None:
    from string import Formatter

    from tests.words import catalogues, read

    def values(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for path in catalogues().values():
        for message in read(path):
            for translation in _forms(message.string):
                assert values(translation) <= values(_forms(message.id)[-1]) | {'n'}, translation


def test_catalogues_are_compiled() -> None:
    from tests.words import catalogues, compiled, read

    for path in catalogues().values():
        assert path.with_suffix('.mo').read_bytes() == compiled(read(path)), 'run python -m tests.words'


@pytest.mark.parametrize(
    ('n', 'told'), [(1, '1 участник'), (3, '3 участника'), (5, '5 участников'), (21, '21 участник')]
)
def test_russian_counts_in_three_forms(n: int, told: str) -> None:
    assert words_of('ru').many('{n} member', '{n} members', n) == told


def test_names_are_listed() -> None:
    assert words_of('en').list(['Anna', 'Boris', 'Vera']) == 'Anna, Boris and Vera'
    assert words_of('ru').list(['Анна', 'Борис']) == 'Анна и Борис'


@pytest.mark.parametrize(
    ('asked', 'language'),
    [
        ('ru-RU,ru;q=0.9,en;q=0.8', 'ru'),
        ('en-GB,ru;q=0.2', 'en'),
        ('de,ru;q=0.5', 'ru'),
        ('de', 'en'),
        ('', 'en'),
        ('ru;q=0,en', 'en'),
        ('ru;q=x', 'en'),
        ('*' * 5000, 'en'),
        ('en;q=0.1,ru;q=0.9', 'ru'),
    ],
)
def test_the_browser_decides_the_language(asked: str, language: str) -> None:
    assert best_language(asked, 'en') == language


@pytest.mark.parametrize('language', LANGUAGES)
def test_every_refusal_has_words_of_its_own(language: str) -> None:
    _ = Words(language)
    general = explain(errors.ChatError(), _)
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.ChatError)]
    told = [explain(_made(kind), _) for kind in kinds if not kind.__subclasses__()]
    assert general not in told
    assert len(kinds) > 10


def _made(kind: type[errors.ChatError]) -> errors.ChatError:
    """A refusal of this kind, with something for each of its data."""
    if kind.__init__ is Exception.__init__:
        return kind()
    date = datetime(2026, 12, 31, tzinfo=UTC)
    return kind(**{name: date if name == 'until' else 7 for name in inspect.signature(kind).parameters})


def _forms(texts: object) -> list[str]:
    """A sentence, or the forms of one with a number."""
    return (
        [texts] if isinstance(texts, str) else [str(text) for text in texts] if isinstance(texts, (list, tuple)) else []
    )
