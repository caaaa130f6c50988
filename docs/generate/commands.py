"""The command line's own definitions → every command with its arguments and options."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from okrsite.cli import COMMANDS, main

from .markdown import codes, table

_COMMAND_LINE = """\
# Command line reference

{commands}

Exit codes: 0, all is well; 1, problems in the content, all of them printed and nothing written; 2, wrong use or
configuration. What you asked for goes to standard output, everything else to standard error. `okrsite --version` prints
the version, and `--help` or `-h` after any command its options. `python -m okrsite` is the same program.

"""


def command_line_page() -> str:
    """Every command, in the order of `okrsite --help`."""
    context = click.Context(main, info_name="okrsite")
    rows = ((f"[`{name}`](#okrsite-{name})", meaning) for name, meaning in COMMANDS.items())
    head = _COMMAND_LINE.format(commands=table(("command", "does"), rows))
    return head + "\n".join(part for name in COMMANDS for part in _commands(name, main, context, "##"))


def _commands(name: str, group: click.Group, parent: click.Context, heading: str) -> Iterator[str]:
    """A command, and below it those that it consists of."""
    command = group.get_command(parent, name.rpartition(" ")[2])
    assert command is not None, name
    yield _command(name, command, heading)
    if isinstance(command, click.Group):
        for inner in command.list_commands(parent):
            yield from _commands(f"{name} {inner}", command, parent, heading + "#")


def _command(name: str, command: click.Command, heading: str) -> str:
    own = ["COMMAND", "..."] if isinstance(command, click.Group) else []
    usage = " ".join(["[OPTIONS]", *(_placeholder(p) for p in command.params if isinstance(p, click.Argument)), *own])
    text = inspect.cleandoc((command.help or "").replace("\b", ""))
    arguments = [_argument(p) for p in command.params if isinstance(p, click.Argument) and isinstance(p.type, click.Choice)]
    options = [_option(p) for p in command.params if isinstance(p, click.Option)]
    parts = [f"{heading} okrsite {name}", f"```text\nokrsite {name} {usage}\n```", text, *arguments]
    if options:
        parts.append(table(("option", "meaning", "default"), options))
    return "\n\n".join(parts) + "\n"


def _placeholder(argument: click.Argument) -> str:
    """An argument as usage shows it, the same for every version of click."""
    name = (argument.metavar or argument.name or "").upper().strip("[].")
    several = f"{name}..." if argument.nargs == -1 else name
    return several if argument.required else f"[{several}]"


def _argument(argument: click.Argument) -> str:
    assert isinstance(argument.type, click.Choice)
    return f"`{(argument.name or '').upper()}` is one of {codes(argument.type.choices)}."


def _option(option: click.Option) -> tuple[str, str, str]:
    names = ", ".join((*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" {_value(option)}"
    again = " May be given several times." if option.multiple else ""
    is_shown = isinstance(option.default, (str, int, Path)) and not option.is_flag
    return f"`{names}{value}`", (option.help or "") + again, f"`{option.default}`" if is_shown else ""


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "/".join(str(choice) for choice in option.type.choices)
    return option.metavar or option.type.name.upper()
