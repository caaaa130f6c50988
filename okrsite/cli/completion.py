"""`okrsite completion`: what makes a shell complete commands, options and references."""

import click


@click.command()
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes a shell complete commands, options and references.

    For bash: put `eval "$(okrsite completion bash)"` into ~/.bashrc, and so for zsh into ~/.zshrc. For fish: `okrsite completion fish >
    ~/.config/fish/completions/okrsite.fish`.
    """
    from click.shell_completion import get_completion_class

    from okrsite.cli import main

    completion = get_completion_class(shell)
    assert completion is not None
    click.echo(completion(main, {}, "okrsite", "_OKRSITE_COMPLETE").source())
