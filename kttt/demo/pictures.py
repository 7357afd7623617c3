"""Small landscapes of Lai Châu, drawn by the program: terraces, tea hills, a market, brocade."""

import math
import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 540)
SCALE = 2

# scene -> (sky above, sky below, far hills, near ground)
PALETTES = {
    "terraces": ("#7fb2d6", "#f6e7c8", "#7d9a86", "#4f8a3c"),
    "tea": ("#9cc7e0", "#eef3dc", "#86a58f", "#2f6b3a"),
    "market": ("#f2c38b", "#fbe9cf", "#a78d6f", "#8a5a3b"),
    "hall": ("#efe2c6", "#f8f1e0", "#d9c6a0", "#8c2f2b"),
    "brocade": ("#7a1f2b", "#a6342f", "#20365f", "#c98a1b"),
    "lake": ("#8db7d8", "#e9f1ee", "#6f8f8d", "#3f7f95"),
    "forest": ("#a8cbd0", "#e6efdf", "#5d8069", "#23513a"),
    "mountain": ("#6f93bd", "#f4d9c4", "#7f86a5", "#4a5b6d"),
}


def _rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _mix(a, b, share):
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))


def _sky(image, above, below):
    draw = ImageDraw.Draw(image)
    for y in range(image.height):
        draw.line([(0, y), (image.width, y)], fill=_mix(above, below, min(1, y / (image.height * 0.65))))


def _ridge(rng, width, base, height, detail):
    waves = [(rng.uniform(0.6, 1.6) * k, rng.uniform(0, math.tau), height / k) for k in range(1, detail + 1)]
    return [
        (x, base - sum(a * math.sin(f * math.tau * x / width + p) for f, p, a in waves) * 0.5)
        for x in range(0, width + 12, 12)
    ]


def _hill(draw, ridge, size, fill):
    draw.polygon([*ridge, (size[0], size[1]), (0, size[1])], fill=fill)


def _bands(draw, rng, size, top, near, light, count):
    """Curved strips from the horizon to the viewer: terraces or rows of tea."""
    width, height = size
    phase = rng.uniform(0, math.tau)
    for n in range(count):
        share = (n / count) ** 1.6
        y = top + (height - top) * share
        sway = 12 + 46 * share
        line = [
            (x, y + sway * math.sin(x / width * math.tau * 1.3 + phase + share * 2) * 0.6)
            for x in range(-20, width + 40, 20)
        ]
        shade = _mix(light, near, ((n * 37) % 10) / 10 * 0.6 + share * 0.4)
        draw.polygon([*line, (width, height), (0, height)], fill=shade)
        draw.line(line, fill=_mix(shade, (255, 255, 240), 0.45), width=2 + int(3 * share))


def _brocade(image, rng, colours):
    draw = ImageDraw.Draw(image)
    step = 96
    image.paste(colours[0], (0, 0, *image.size))
    for row in range(image.height // step + 2):
        for column in range(image.width // step + 2):
            x, y = column * step, row * step
            for n, share in enumerate((1, 0.72, 0.46, 0.2)):
                r = step * share * (0.62 if (row + column) % 2 else 0.5)
                tone = colours[(n + row + rng.randrange(2)) % len(colours)]
                draw.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill=tone)
        draw.rectangle((0, row * step + 42, image.width, row * step + 48), fill=colours[(row + 2) % len(colours)])


def _hall(draw, rng, size, colours):
    width, height = size
    draw.rectangle((0, int(height * 0.66), width, height), fill=_mix(colours[2], (110, 72, 40), 0.6))
    draw.rectangle((int(width * 0.12), int(height * 0.14), int(width * 0.88), int(height * 0.52)), fill=colours[3])
    draw.rectangle(
        (int(width * 0.14), int(height * 0.17), int(width * 0.86), int(height * 0.49)),
        fill=_mix(colours[3], (255, 205, 90), 0.12),
    )
    for n in range(7):
        x = int(width * (0.17 + 0.11 * n))
        draw.ellipse((x - 34, height * 0.5, x + 34, height * 0.5 + 68), fill=_mix((70, 48, 38), (30, 60, 80), n / 7))
        draw.rectangle(
            (x - 62, height * 0.58, x + 62, height * 0.8), fill=_mix((36, 52, 84), (120, 40, 44), rng.random())
        )
    draw.rectangle((0, int(height * 0.8), width, height), fill=(96, 62, 38))


def _stalls(draw, rng, size):
    width, height = size
    for n in range(6):
        x, y = width * (n + 0.2) / 6, height * rng.uniform(0.55, 0.62)
        tone = rng.choice([(178, 52, 48), (39, 103, 92), (214, 150, 44), (56, 84, 140)])
        draw.polygon([(x - 40, y), (x + 150, y), (x + 190, y + 90), (x - 80, y + 90)], fill=tone)
        for post in (x - 60, x + 165):
            draw.rectangle((post, y + 80, post + 10, height * 0.88), fill=(92, 64, 44))
        draw.rectangle((x - 60, height * 0.78, x + 170, height * 0.88), fill=(150, 108, 70))
        for k in range(7):
            cx = x - 40 + k * 30
            draw.ellipse(
                (cx, height * 0.74, cx + 34, height * 0.79),
                fill=rng.choice([(200, 90, 40), (120, 150, 60), (220, 190, 80)]),
            )


def draw_scene(scene, seed):
    """The picture of a `scene` (a key of PALETTES), the same for the same seed: bytes of a JPEG of 960 × 540."""
    rng = random.Random(f"{scene}{seed}")  # noqa: S311
    colours = [_rgb(c) for c in PALETTES[scene]]
    size = (SIZE[0] * SCALE, SIZE[1] * SCALE)
    image = Image.new("RGB", size)
    _sky(image, colours[0], colours[1])
    draw = ImageDraw.Draw(image)
    if scene == "brocade":
        _brocade(image, rng, [*colours, (240, 226, 196)])
    elif scene == "hall":
        _hall(draw, rng, size, colours)
    else:
        sun = (rng.uniform(0.15, 0.85) * size[0], size[1] * rng.uniform(0.12, 0.3))
        draw.ellipse((sun[0] - 70, sun[1] - 70, sun[0] + 70, sun[1] + 70), fill=_mix(colours[1], (255, 250, 225), 0.7))
        for n in range(4):
            far = _mix(colours[2], colours[1], 0.75 - n * 0.22)
            _hill(draw, _ridge(rng, size[0], size[1] * (0.42 + n * 0.07), size[1] * (0.2 - n * 0.02), 4), size, far)
        light = _mix(colours[3], (236, 214, 120), 0.45)
        if scene in ("terraces", "tea"):
            _bands(draw, rng, size, size[1] * 0.6, colours[3], light, 16 if scene == "terraces" else 26)
        elif scene == "lake":
            draw.rectangle((0, int(size[1] * 0.68), *size), fill=colours[3])
            for _ in range(60):
                x, y = rng.uniform(0, size[0]), rng.uniform(size[1] * 0.7, size[1])
                draw.line(
                    [(x, y), (x + rng.uniform(40, 200), y)], fill=_mix(colours[3], (255, 255, 255), 0.35), width=3
                )
        elif scene == "market":
            draw.rectangle((0, int(size[1] * 0.72), *size), fill=_mix(colours[3], colours[1], 0.35))
            _stalls(draw, rng, size)
        else:
            _hill(draw, _ridge(rng, size[0], size[1] * 0.78, size[1] * 0.14, 5), size, colours[3])
            for _ in range(140 if scene == "forest" else 40):
                x, y = rng.uniform(0, size[0]), rng.uniform(size[1] * 0.66, size[1])
                tall = 40 + (y / size[1]) * 90
                tone = _mix(colours[3], (14, 40, 28), rng.random() * 0.6)
                draw.polygon([(x, y - tall), (x - tall * 0.28, y), (x + tall * 0.28, y)], fill=tone)
    image = image.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.SMOOTH)
    out = BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
