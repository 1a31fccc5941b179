"""What a chat may refuse about the small things of a conversation: that part of errors.py which dialogs tell."""

from .errors import ChatError, Limited


class TopicTooLong(Limited):
    """A topic has at most `limit` characters."""


class BadPoll(ChatError):
    """This cannot be asked."""


class TooFewAnswers(BadPoll, Limited):
    """A poll has at least `limit` answers to choose from, each once."""


class TooManyAnswers(BadPoll, Limited):
    """A poll has at most `limit` answers to choose from."""


class AnswerTooLong(BadPoll, Limited):
    """An answer has at most `limit` characters."""


class PollClosed(ChatError):
    """Nobody votes any more."""
