"""Works of the sample city's contests, drawn here: a landscape, a street, brush strokes, lines of a pen."""

from __future__ import annotations

import io
from math import sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH = 800, 600
PAPER, INK = (246, 240, 226), (38, 34, 32)


def painted(kind: str, *, seed: str) -> io.BytesIO:
    """A JPEG of this kind (`land`, `street`, `brush`, `pen`), the same for the same seed."""
    random = Random(seed)
    image = {"land": _land, "street": _street, "brush": _brush, "pen": _pen}[kind](random)
    body = io.BytesIO()
    image.save(body, "JPEG", quality=85)
    body.seek(0)
    return body


def _sky(top: tuple[int, int, int], low: tuple[int, int, int]) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((WIDE, HIGH))
    return Image.composite(Image.new("RGB", (WIDE, HIGH), low), Image.new("RGB", (WIDE, HIGH), top), ramp)


def _land(random: Random) -> Image.Image:
    warm = random.random() < 0.5
    image = _sky((88, 118, 150), (240, 196, 150)) if warm else _sky((150, 170, 184), (232, 232, 226))
    draw = ImageDraw.Draw(image)
    if warm:
        x, y = random.randint(150, 620), random.randint(230, 300)
        draw.ellipse((x, y, x + 70, y + 70), fill=(250, 222, 168))
    for ridge, tone in enumerate((150, 120, 92, 64)):
        base, sway, step = 320 + ridge * 62, 46 - ridge * 6, random.uniform(70, 130)
        line = [(x, base + sway * sin(x / step + ridge * 2) + random.uniform(-4, 4)) for x in range(0, WIDE + 20, 20)]
        draw.polygon([(0, HIGH), *line, (WIDE, HIGH)], fill=(tone + 20, tone + 4, tone - 14 if warm else tone))
    if random.random() < 0.7:
        _gate(draw, random.randint(120, 520), 380)
    return image.filter(ImageFilter.GaussianBlur(0.6))


def _gate(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.rectangle((x, y, x + 180, y + 80), fill=(120, 96, 72))
    draw.rectangle((x + 74, y + 34, x + 106, y + 80), fill=(52, 42, 36))
    for floor in range(2):
        left, top = x + 34 + floor * 14, y - 34 - floor * 34
        draw.polygon(
            [(left - 18, top + 12), (left + 56, top - 14), (left + 130 - floor * 28, top + 12)], fill=(60, 54, 50)
        )
        draw.rectangle((left, top + 12, left + 112 - floor * 28, top + 34), fill=(134, 62, 46))


def _street(random: Random) -> Image.Image:
    night = random.random() < 0.5
    image = _sky((32, 40, 66), (96, 78, 92)) if night else _sky((168, 196, 214), (236, 226, 206))
    draw = ImageDraw.Draw(image)
    x = 0
    while x < WIDE:
        wide, top = random.randint(90, 150), random.randint(180, 320)
        tone = random.randint(40, 70) if night else random.randint(150, 200)
        draw.rectangle((x, top, x + wide, 470), fill=(tone + 24, tone + 8, tone))
        for row in range(top + 20, 440, 44):
            for column in range(x + 14, x + wide - 26, 34):
                lit = random.random() < 0.6
                glow = (246, 210, 130) if night and lit else (70, 84, 98)
                draw.rectangle((column, row, column + 18, row + 24), fill=glow)
        x += wide + 6
    draw.rectangle((0, 470, WIDE, HIGH), fill=(58, 54, 58) if night else (176, 164, 146))
    for lamp in range(60, WIDE, 170):
        draw.line((lamp, 360, lamp, 500), fill=(44, 44, 44), width=5)
        draw.ellipse((lamp - 12, 340, lamp + 12, 364), fill=(252, 226, 160))
    return image


def _brush(random: Random) -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH), PAPER)
    draw = ImageDraw.Draw(image)
    for sign in range(4):
        left, top = 70 + sign * 175, 170
        for _stroke in range(random.randint(5, 8)):
            x, y = left + random.randint(0, 60), top + random.randint(0, 200)
            lean, far = random.choice(((1, 0.05), (0.1, 1), (0.7, 0.8), (-0.6, 0.8))), random.randint(50, 110)
            for step in range(40):
                part = step / 39
                wide = 4 + 11 * sin(3.1 * (0.15 + 0.8 * part)) + random.uniform(-1, 1)
                at_x, at_y = x + lean[0] * far * part, y + lean[1] * far * part + 4 * sin(part * 3)
                draw.ellipse((at_x - wide, at_y - wide * 0.8, at_x + wide, at_y + wide * 0.8), fill=INK)
    draw.rectangle((690, 470, 740, 520), outline=(176, 48, 40), width=6)
    return image.filter(ImageFilter.GaussianBlur(0.8))


def _pen(random: Random) -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH), (252, 250, 244))
    draw = ImageDraw.Draw(image)
    for row in range(80, HIGH - 60, 56):
        draw.line((60, row + 40, WIDE - 60, row + 40), fill=(206, 196, 180), width=2)
        for column in range(70, WIDE - 100 - random.randint(0, 200), 46):
            for _stroke in range(random.randint(3, 6)):
                x, y = column + random.randint(0, 22), row + random.randint(2, 26)
                draw.line((x, y, x + random.randint(-12, 18), y + random.randint(-2, 14)), fill=(34, 46, 84), width=3)
    return image
