"""`okrsite schema`: the JSON Schema of the front matter, for editors."""

import click


@click.command()
@click.argument("kind", required=False, type=click.Choice(["objective", "unit", "kpi", "page", "review", "people", "config"]))
def command(kind: str | None) -> None:
    """Print the JSON Schema of the front matter, for editors.

    Without KIND, of any document.
    """
    import json

    from okrsite.json_schema import front_matter_schema

    click.echo(json.dumps(front_matter_schema(kind), ensure_ascii=False, indent=2))
