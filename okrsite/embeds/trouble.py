"""What is wrong with what somebody asked for: told as a warning, while the page shows a note and goes on."""

from okrsite.diagnostics import Diagnostic, Location, Severity


class TroubleError(Exception):
    """Something that cannot be shown; a code of the catalogue, what is wrong, and what to write instead."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        self.code, self.message, self.hint = code, message, hint
        super().__init__(message)

    def at(self, location: Location) -> Diagnostic:
        """It as a warning, because the page is published all the same."""
        return Diagnostic(location, self.code, self.message, self.hint, Severity.WARNING)
