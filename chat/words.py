"""Words in the reader's language: gettext catalogues, and refusals put into sentences.

English stands in the code; every other language is a catalogue in chat/locales (`python -m tests.words` renews them).
"""

import gettext
import math
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from . import call_errors, command_errors, errors, file_errors, talk_errors

FOR_GOOD: Final = timedelta(days=3650)  # a ban that lasts longer has no end worth telling
LANGUAGES: Final = {'en': 'English', 'ru': 'Русский'}


class Words:
    """The words of one language. Called with an English sentence it gives the translation, with values filled in."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.translation('chat', Path(__file__).parent / 'locales', [language], fallback=True)

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence in this language."""
        return self._catalogue.gettext(sentence).format(**values)

    def many(self, one: str, more: str, n: int, **values: object) -> str:
        """The form of a sentence that fits the number `n`."""
        return self._catalogue.ngettext(one, more, n).format(n=n, **values)

    def list(self, names: list[str]) -> str:
        """`Anna`, `Anna and Boris`, `Anna, Boris and Vera`."""
        if len(names) < 2:
            return ''.join(names)
        return self('{some} and {last}', some=', '.join(names[:-1]), last=names[-1])


@cache
def words_of(language: str) -> Words:
    """The words of a language that this chat speaks; English for any other."""
    return Words(language if language in LANGUAGES else 'en')


def best_language(accept_language: str, default: str) -> str:
    """The language that a browser's `Accept-Language` asks for first, among those this chat speaks."""
    wishes: list[tuple[float, str]] = []
    for wish in accept_language[:1000].split(','):
        tag, _, quality = wish.partition(';')
        try:
            weight = float(quality.strip().removeprefix('q=') or 1)
        except ValueError:
            continue
        wishes.append((-weight, tag.strip().lower().split('-')[0]))
    return next((tag for weight, tag in sorted(wishes, key=lambda w: w[0]) if weight and tag in LANGUAGES), default)


def size(n: float, _: Words) -> str:
    """Bytes, in the unit that suits."""
    for unit in (_('B'), _('kB'), _('MB'), _('GB')):
        if n < 1000:
            return f'{n:.0f}\N{NO-BREAK SPACE}{unit}' if n >= 10 or n == int(n) else f'{n:.1f}\N{NO-BREAK SPACE}{unit}'
        n /= 1000
    return f'{n:.1f}\N{NO-BREAK SPACE}' + _('TB')


def explain(error: errors.ChatError, _: Words) -> str:
    """What a person is told when something is refused."""
    match error:
        case errors.NameMissing():
            return _('Please give a name.')
        case errors.NameTooLong():
            return _('A name has at most {limit} characters.', limit=error.limit)
        case errors.NameMixesAlphabets() | errors.RoomIdMixesAlphabets():
            return _('“{word}” mixes letters of different alphabets.', word=error.word)
        case errors.NameMalformed():
            return _('A name needs a letter or a digit and does not end in # and a number.')
        case errors.NameTaken():
            return _(
                'Somebody here is called {name} already. How about {suggestion}?',
                name=error.name,
                suggestion=error.suggestion,
            )
        case errors.NameClaimed():
            return _('The name {name} belongs to an account. If it is yours, sign in.', name=error.name)
        case errors.TooManyNames():
            return _('This browser has taken {limit} names, and that is enough.', limit=error.limit)
        case errors.RoomIdMissing():
            return _('Please give a room.')
        case errors.RoomIdTooLong():
            return _('A room ID has at most {limit} characters.', limit=error.limit)
        case errors.RoomIdMalformed():
            return _('A room ID is a number from 1 up, or a name of letters, digits, - and _.')
        case errors.MessageEmpty():
            return _('There is nothing to read in this message.')
        case errors.MessageTooLong():
            return _('A message has at most {limit} characters.', limit=error.limit)
        case call_errors.NotForAll():
            return _('Here only moderators call all with @all.')
        case call_errors.TooManyCalls():
            minutes = math.ceil(error.retry_after / 60)
            return _.many(
                'All were called often enough. @all works again in {n} minute.',
                'All were called often enough. @all works again in {n} minutes.',
                minutes,
            )
        case file_errors.FileTooLarge(limit=0):
            return _('No files are sent here.')
        case file_errors.FileTooLarge():
            return _('A file has at most {limit} MB here.', limit=error.limit)
        case file_errors.TooManyFiles():
            return _('A message has at most {limit} files.', limit=error.limit)
        case file_errors.FileGone():
            return _('A file of this message is not there any more. Please attach it again.')
        case file_errors.FilesFull():
            return _('There is no room for more files here.')
        case command_errors.UnknownCommand():
            return _(
                'There is no command /{name}. With a space before it, it is said as it is; /help shows all there are.',
                name=error.name,
            )
        case errors.PasswordTooShort():
            return _('A password has at least {limit} characters.', limit=error.limit)
        case errors.PasswordTooLong():
            return _('A password has at most {limit} characters.', limit=error.limit)
        case errors.WrongPassword():
            return _('Name and password do not belong together.')
        case errors.PasskeyRefused():
            return _('This passkey was not accepted. Please try again.')
        case errors.PasskeyNotGiven():
            return _('No passkey was given. Please try again.')
        case errors.PasskeyKnown():
            return _('This device has a passkey for this account already.')
        case errors.TooManyPasskeys():
            return _('An account has at most {limit} passkeys.', limit=error.limit)
        case errors.TooManyTries():
            return _.many(
                'Too many wrong passwords. Please wait {n} second.',
                'Too many wrong passwords. Please wait {n} seconds.',
                error.seconds,
            )
        case errors.TooBusy():
            return _('Too many people are signing in at this moment. Please try again.')
        case errors.NotSignedIn():
            return _('You are not signed in any more.')
        case errors.SignInAnew():
            return _('For this, please sign out and in again first.')
        case errors.LastWay():
            return _('This is your only way to sign in. Please set a password first.')
        case errors.ProviderAway():
            return _('The site that is to say who you are does not answer. Please try again later.')
        case errors.ProviderRefused():
            return _('Signing in did not work. Please try again.')
        case errors.IdentityUsed():
            return _('This sign-in belongs to another account here.')
        case errors.GuestsNotLetIn():
            return _('This chat is for people with an account. Please sign in.')
        case errors.SignUpClosed():
            return _('New accounts are not made here.')
        case errors.NotInvited():
            return _('An account needs an invitation here. This one was used or has expired.')
        case errors.NotInRoom():
            return _('You are not in this room any more. Please join again.')
        case errors.TooFast():
            return _('Too fast. Please try again in {n} s.', n=math.ceil(error.retry_after))
        case errors.Banned():
            return _ban(error, _)
        case errors.RoomGone():
            return _('This room was deleted by an administrator.')
        case errors.NotLetIn():
            return _('This room is not open to you.')
        case errors.NotAllowed():
            return _('You may not do this here.')
        case errors.ReadOnly():
            return _('Only moderators write in this room.')
        case errors.Muted():
            if _is_for_good(error.until):
                return _('A moderator has asked you to listen, with no end set.')
            return _('A moderator has asked you to listen until {date} UTC.', date=_date(error.until))
        case errors.TooSoon():
            return _.many('Slow mode: please wait {n} second.', 'Slow mode: please wait {n} seconds.', error.seconds)
        case talk_errors.TooFewAnswers():
            return _('A poll has at least {limit} different answers.', limit=error.limit)
        case talk_errors.TooManyAnswers():
            return _('A poll has at most {limit} answers.', limit=error.limit)
        case talk_errors.AnswerTooLong():
            return _('An answer has at most {limit} characters.', limit=error.limit)
        case talk_errors.PollClosed():
            return _('This poll is closed.')
        case talk_errors.TopicTooLong():
            return _('A topic has at most {limit} characters.', limit=error.limit)
        case errors.PassOver():
            return _('This invitation was used up, was taken back or has expired.')
        case errors.LastAdmin():
            return _('One administrator has to stay. Please make somebody else one first.')
        case errors.LinkOver():
            return _('This link was used or has expired. Please ask for another.')
        case errors.WrongRoomPassword():
            return _('This is not the password of the room.')
        case errors.CannotKeep():
            return _('This cannot be saved at the moment. Nothing of yours is lost; please try again.')
        case errors.TooManyRooms():
            return _('Too many rooms are open. Please try again later or take another room.')
        case _other:
            return _('This is not possible here.')


def _ban(error: errors.Banned, _: Words) -> str:
    if _is_for_good(error.until):
        return _('You are banned from this chat.') if error.everywhere else _('You are banned from this room.')
    until = _date(error.until)
    if error.everywhere:
        return _('You are banned from this chat until {date} UTC.', date=until)
    return _('You are banned from this room until {date} UTC.', date=until)


def _is_for_good(until: datetime) -> bool:
    return until - datetime.now(UTC) > FOR_GOOD


def _date(until: datetime) -> str:
    return f'{until:%Y-%m-%d %H:%M}'
