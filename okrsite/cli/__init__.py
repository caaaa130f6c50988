"""The command `okrsite`: one command per file, imported only when it is called, so that `--help` answers at once (FORMAT §17)."""

import importlib
import keyword

import click

from okrsite import __version__

COMMANDS = {
    "init": "Make a new site with a small example, ready to build.",
    "new": "Make a new objective, unit, KPI or page, from a template or from answers.",
    "check": "Find every problem of every file in one run.",
    "build": "Write the site.",
    "serve": "Preview the site while you write.",
    "show": "Show the roll-up as a tree.",
    "checkin": "Report how an objective is going.",
    "close": "Score a cycle's objectives.",
    "rollover": "Carry a cycle's objectives over into a later one.",
    "diff": "Tell what changed, in OKR terms, between two commits.",
    "export": "Write the OKRs for other programs.",
    "import": "Make documents of spreadsheets and of other systems' files.",
    "theme": "Begin a theme of your own.",
    "schema": "Print the JSON Schema of the front matter, for editors.",
    "completion": "Print what makes a shell complete commands and references.",
}


class _Commands(click.Group):
    """Knows every command's name and sentence; the rest is read when a command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"okrsite.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from okrsite.suggestions import nearest

            near = nearest(args[0], COMMANDS)
            if near is None or near in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near}'?", ctx) from None


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="okrsite")
def main() -> None:
    """Publish a company's OKRs from Markdown files.

    Begin with `okrsite init my-okrs`, then `okrsite build --project my-okrs`.
    """
