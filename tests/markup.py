"""Reading markup that was made: whatever is neither an element nor text counts as a comment."""

from html.parser import HTMLParser


class Markup(HTMLParser):
    """A parser whose `handle_comment` hears of declarations and processing instructions, too."""

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)
