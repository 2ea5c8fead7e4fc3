#!/usr/bin/env python3
"""make_test_set.py FOLDER: writes a small dataset of three drawn classes, the same on every call.

FOLDER/train/CLASS/N.png and FOLDER/val/CLASS/N.png, 32x32 pixels in color: a disk, a frame or stripes in any color, place
and size on a noisy ground. FOLDER/small.yaml trains ISONet-8 on it in seconds. No packages needed.
"""
import pathlib
import random
import struct
import sys
import zlib

SIDE = 32
IMAGES = {"train": 60, "val": 20}
CONFIG = """\
# A training of seconds: isonet train small.yaml --set data.root=FOLDER, with this file's folder.
model: {depth: 8, height: 32, width: 32, classes: 3}
data: {dataset: folder}
optimizer: {learning_rate: 0.02}
run: {epochs: 6, batch_size: 20}
"""


def disk(dice):
    x, y, radius = dice.uniform(10, 22), dice.uniform(10, 22), dice.uniform(5, 9)
    return lambda px, py: (px - x) ** 2 + (py - y) ** 2 < radius**2


def frame(dice):
    x, y, outer = dice.uniform(11, 21), dice.uniform(11, 21), dice.uniform(7, 10)
    return lambda px, py: outer - 3 < max(abs(px - x), abs(py - y)) < outer


def stripes(dice):
    across, width = dice.choice([True, False]), dice.randint(3, 5)
    return lambda px, py: (px if across else py) // width % 2 == 0


SHAPES = {"disk": disk, "frame": frame, "stripes": stripes}


def png(pixels):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes(pixels[y * 3 * SIDE : (y + 1) * 3 * SIDE]) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def draw(shape, dice):
    inside = SHAPES[shape](dice)
    front = [dice.randint(150, 250) for _ in range(3)]
    ground = [dice.randint(10, 100) for _ in range(3)]
    pixels = []
    for y in range(SIDE):
        for x in range(SIDE):
            pixels += [max(0, min(255, value + dice.randint(-12, 12))) for value in (front if inside(x, y) else ground)]
    return png(pixels)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    dice = random.Random(20)
    for part, images in IMAGES.items():
        for shape in SHAPES:
            place = folder / part / shape
            place.mkdir(parents=True, exist_ok=True)
            for number in range(images):
                (place / f"{number}.png").write_bytes(draw(shape, dice))
    (folder / "small.yaml").write_text(CONFIG)


main()
