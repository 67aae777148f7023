"""What the model is shown: squares of a slice in a window, as the viewer cuts them, with jitter.

The sizes and windows are those of `extension/src/core/engine/views.ts`.
"""

import math
import random
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from network import IMAGE_SIZE
from series import Slice

TARGET_SIZE = 224
"""Side of the stored masks: twice the model's low-resolution masks."""

TISSUE_VIEW_MM, LUNG_VIEW_MM, CLOSE_VIEW_MM, SMALLEST_VIEW_MM = 210.0, 320.0, 64.0, 24.0
OBJECT_CROP = 1.6
TISSUE_WIDTH, LUNG_WIDTH, BONE_WIDTH = 100.0, 600.0, 300.0
LUNG_HU, BONE_HU = -300.0, 200.0
KINDS = {'tissue': 0.08, 'close': 0.27, 'object': 0.27, 'whole': 0.38}
CT_WINDOWS = [(40, 400), (40, 400), (40, 400), (40, 400), (60, 200), (-500, 1500), (400, 1600)]
"""Level and width of the usual presets; the first is what a slice at rest is encoded in."""


@dataclass
class Frame:
    """A square of the slice: middle (pixels), side (mm), turned and mirrored."""

    row: float
    column: float
    side: float
    angle: float = 0.0
    flip: tuple[int, int] = (1, 1)

    def positions(self, spacing: tuple[float, float], size: int) -> np.ndarray:
        """Pixel positions [2, size, size] of the middles of size × size cells."""
        offset = (np.arange(size) + 0.5) * self.side / size - self.side / 2
        y, x = np.meshgrid(offset * self.flip[0], offset * self.flip[1], indexing='ij')
        c, s = math.cos(self.angle), math.sin(self.angle)
        rows, columns = c * y - s * x, s * y + c * x
        return np.stack([self.row + rows / spacing[0], self.column + columns / spacing[1]])


def sample(
    image: np.ndarray, spacing: tuple[float, float], frame: Frame, size: int, outside: float
) -> np.ndarray:
    """Linear samples of the frame, smoothed first where pixels are finer than the cells."""
    cell = frame.side / size
    if cell > 1.5 * max(spacing):
        image = ndimage.gaussian_filter(image, [0.4 * cell / s for s in spacing])
    at = frame.positions(spacing, size)
    return ndimage.map_coordinates(image, at, order=1, mode='constant', cval=outside, prefilter=False)


def around(
    image: np.ndarray, row: float, column: float, radius: float, spacing: tuple[float, float]
) -> np.ndarray:
    """The values within a square of `radius` mm."""
    ry, rx = (max(1, round(radius / s)) for s in spacing)
    y, x = int(row), int(column)
    return image[max(0, y - ry) : y + ry + 1, max(0, x - rx) : x + rx + 1]


def contrast_unit(piece: Slice, row: float, column: float) -> float:
    """1 HU in CT, elsewhere 1/600 of the range of the values around."""
    if piece.hu:
        return 1.0
    low, high = np.percentile(around(piece.image, row, column, 70, piece.spacing), [1, 99])
    return max(float(high - low), 1e-3) / 600


def tissue_width(piece: Slice, value: float, usual: float) -> float:
    if piece.hu and value < LUNG_HU:
        return max(LUNG_WIDTH, usual)
    return max(BONE_WIDTH, usual) if piece.hu and value > BONE_HU else usual


def spanning(values: np.ndarray, margin: float, least: float) -> tuple[float, float]:
    """Level and width of a window over nearly all values."""
    low, high = np.percentile(values, [5, 95])
    return float(low + high) / 2, max(float(high - low) * (1 + 2 * margin), least)


def frame_of(kind: str, piece: Slice, mask: np.ndarray, click: tuple[int, int]) -> Frame:
    """The square without jitter."""
    rows, columns = np.where(mask)
    if kind == 'object':
        height = (np.ptp(rows) + 1) * piece.spacing[0]
        width = (np.ptp(columns) + 1) * piece.spacing[1]
        middle = (rows.min() + rows.max()) / 2, (columns.min() + columns.max()) / 2
        return Frame(*middle, max(SMALLEST_VIEW_MM, OBJECT_CROP * max(height, width)))
    if kind == 'whole':
        height, width = piece.image.shape
        side = max(height * piece.spacing[0], width * piece.spacing[1])
        return Frame((height - 1) / 2, (width - 1) / 2, side)
    if kind == 'close':
        return Frame(*click, CLOSE_VIEW_MM)
    lung = piece.hu and float(np.median(around(piece.image, *click, 2, piece.spacing))) < LUNG_HU
    return Frame(*click, LUNG_VIEW_MM if lung else TISSUE_VIEW_MM)


def window_of(
    kind: str, piece: Slice, mask: np.ndarray, click: tuple[int, int], usual: float, wide: bool
) -> tuple[float, float]:
    """Level and width without jitter; `usual` the width around a tissue, `wide` takes in all
    values of the object (or around the click)."""
    image, spacing = piece.image, piece.spacing
    unit = contrast_unit(piece, *click)
    if kind == 'whole':
        if piece.hu:
            return CT_WINDOWS[0]
        low, high = np.percentile(image[image > image.min()] if np.ptp(image) else image, [1, 99.5])
        return float(low + high) / 2, max(float(high - low), 1e-3)
    if kind == 'close':
        return spanning(around(image, *click, 12, spacing), 0.25, 120 * unit)
    if kind == 'object':
        rows, columns = np.where(mask)
        box = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        if wide:
            return spanning(box, 0.15, 120 * unit)
        level = float(np.median(image[mask]))
    else:
        level = float(np.median(around(image, *click, 2, spacing)))
    return level, tissue_width(piece, level, usual * unit)


def render(piece: Slice, frame: Frame, level: float, width: float) -> np.ndarray:
    """Grey values 0 to 1, [S, S]."""
    grey = sample(piece.image, piece.spacing, frame, IMAGE_SIZE, float(piece.image.min()))
    return np.clip((grey - level) / width + 0.5, 0, 1)


def random_click(mask: np.ndarray, rng: random.Random) -> tuple[int, int]:
    """A pixel of the object; its depth is drawn evenly between the edge and the greatest."""
    depth, row, column = depths(mask)
    rows, columns = np.where(depth >= max(rng.uniform(0, 0.95) * depth.max(), 0.5))
    i = rng.randrange(len(rows))
    return int(rows[i]) + row, int(columns[i]) + column


def depths(mask: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Distance to the edge, in pixels, within the mask's bounds, and where these begin."""
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    depth = ndimage.distance_transform_edt(np.pad(part, 1))[1:-1, 1:-1]
    return depth, int(rows[0]), int(columns[0])


def jittered(kind: str, frame: Frame, spacing: tuple[float, float], rng: random.Random) -> Frame:
    if kind == 'whole':
        frame.side *= rng.uniform(0.9, 1.05)
    else:
        # An object's view is that of a box somebody drew: larger or smaller than the object.
        frame.side *= rng.uniform(0.75, 1.7) if kind == 'object' else rng.uniform(0.65, 1.5)
        frame.row += rng.uniform(-0.12, 0.12) * frame.side / spacing[0]
        frame.column += rng.uniform(-0.12, 0.12) * frame.side / spacing[1]
    if rng.random() < 0.4:
        frame.angle = rng.uniform(-0.4, 0.4)
    frame.flip = (rng.choice([1, 1, 1, -1]), rng.choice([1, -1]))
    return frame


def random_window(
    kind: str, piece: Slice, mask: np.ndarray, click: tuple[int, int], rng: random.Random
) -> tuple[float, float]:
    if kind == 'whole' and piece.hu and rng.random() < 0.8:
        level, width = rng.choice(CT_WINDOWS)
    else:
        usual = rng.choice([TISSUE_WIDTH, TISSUE_WIDTH, 160.0, 250.0, 400.0])
        level, width = window_of(kind, piece, mask, click, usual, rng.random() < 0.5)
    return level + rng.uniform(-0.18, 0.18) * width, width * rng.uniform(0.8, 1.3)


def disturbed(grey: np.ndarray, rng: random.Random) -> np.ndarray:
    """Another scanner, another screen: coarser, gamma, inverted, noise."""
    noise = np.random.default_rng(rng.randrange(1 << 30))
    if rng.random() < 0.15:
        grey = ndimage.gaussian_filter(grey, rng.uniform(0.5, 2.5))
    if rng.random() < 0.3:
        grey = grey ** rng.uniform(0.7, 1.4)
    if rng.random() < 0.12:
        grey = 1 - grey
    if rng.random() < 0.3:
        coarse = rng.choice([1, 1, 2, 3])
        side = -(-grey.shape[0] // coarse)
        grain = noise.normal(0, rng.uniform(0.01, 0.06), (side, side))
        grain = np.kron(grain, np.ones((coarse, coarse)))[: grey.shape[0], : grey.shape[1]]
        grey = grey + grain
    return np.clip(grey, 0, 1)
