"""A theme's settings → a small style sheet with the colours and fonts of one site.

An accent is any colour: where it is too pale to read on the page's ground, or too dark on the dark one, it is moved towards black or
white until it has the contrast that WCAG 2.2 AA asks of text.
"""

import re
from collections.abc import Mapping

from okrsite.diagnostics import ConfigurationError, Diagnostic, Location

Rgb = tuple[int, int, int]

GROUNDS: tuple[Rgb, Rgb] = ((247, 248, 250), (25, 31, 40))
"""The lightest and the darkest ground that text in the accent stands on: each must hold in its colour scheme."""
HOSTED_GROUNDS: tuple[Rgb, Rgb] = ((236, 239, 243), (52, 56, 64))
"""The same within a handbook, whose own ground is brought along: as dark as light ones are, and as light as dark ones are."""
_CONTRAST = 4.6
_BLACK: Rgb = (0, 0, 0)
_WHITE: Rgb = (255, 255, 255)
_FONTS = {
    "system": 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif',
    "humanist": 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",source-sans-pro,sans-serif',
    "geometric": 'Avenir,Montserrat,Corbel,"URW Gothic",source-sans-pro,sans-serif',
    "serif": 'Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif',
}


def theme_css(settings: Mapping[str, object], grounds: tuple[Rgb, Rgb] = GROUNDS) -> bytes:
    """The style sheet of `accent` and `font`; ConfigurationError for what is neither a colour nor one of the fonts."""
    accent, font = settings.get("accent"), settings.get("font")
    light, dark = grounds
    rules = []
    if accent is not None:
        colour = _colour(accent)
        on_light, on_dark = _readable(colour, light, _BLACK), _readable(colour, dark, _WHITE)
        rules.append(f"--accent-light:{_hex(on_light)};--accent-dark:{_hex(on_dark)}")
    if font is not None:
        if font not in _FONTS:
            raise _wrong("font", font, f"Write one of {', '.join(_FONTS)}.")
        rules.append(f"--font:{_FONTS[str(font)]}")
    return f":root{{{';'.join(rules)}}}\n".encode() if rules else b""


def _colour(written: object) -> Rgb:
    text = str(written)
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise _wrong("accent", written, 'Write a colour such as "#3b5bdb", in quotes.')
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _wrong(setting: str, written: object, hint: str) -> ConfigurationError:
    message = f"The theme's setting `{setting}` cannot be `{written}`."
    return ConfigurationError([Diagnostic(Location("okrsite.yml"), "configuration", message, hint)])


def _readable(colour: Rgb, ground: Rgb, towards: Rgb) -> Rgb:
    """The colour itself, or as much of the way towards another as it takes to be read."""
    for step in range(101):
        mixed = (_mixed(colour, towards, step, 0), _mixed(colour, towards, step, 1), _mixed(colour, towards, step, 2))
        if contrast(mixed, ground) >= _CONTRAST:
            return mixed
    return towards


def _mixed(colour: Rgb, towards: Rgb, step: int, channel: int) -> int:
    return (colour[channel] * (100 - step) + towards[channel] * step + 50) // 100


def contrast(a: Rgb, b: Rgb) -> float:
    """The contrast of two colours by WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in colour)
