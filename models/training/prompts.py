"""Prompts as readers give them: a click anywhere in the object, a loose box, corrections."""

import math
import random
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from network import BOX_CORNER_1, BOX_CORNER_2, IMAGE_SIZE, NEGATIVE, PADDING, POSITIVE
from views import TARGET_SIZE, depths

SCALE = IMAGE_SIZE / TARGET_SIZE


@dataclass
class Prompt:
    """Points (x, y) in the image's pixels with their labels; without a box one is padding."""

    points: list[tuple[float, float]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def add(self, x: float, y: float, label: int) -> None:
        self.points.append((x, y))
        self.labels.append(label)


def to_image(row: float, column: float) -> tuple[float, float]:
    """A position of the stored mask in the image's pixels, x first."""
    return (column + 0.5) * SCALE - 0.5, (row + 0.5) * SCALE - 0.5


def to_mask(x: float, y: float) -> tuple[int, int]:
    """The stored mask's cell (row, column) that an image position lies in."""
    return int((y + 0.5) / SCALE), int((x + 0.5) / SCALE)


def click(mask: np.ndarray, rng: random.Random, least: float, most: float) -> tuple[float, float] | None:
    """A position whose depth is at least a share, drawn evenly, of the greatest; None if empty."""
    if not mask.any():
        return None
    depth, row, column = depths(mask)
    rows, columns = np.where(depth >= max(rng.uniform(least, most) * depth.max(), 0.5))
    i = rng.randrange(len(rows))
    return to_image(rows[i] + row, columns[i] + column)


def box(mask: np.ndarray, rng: random.Random) -> tuple[float, float, float, float]:
    """The object's bounds with an error of up to an eighth of its size on each side."""
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    dy, dx = (lambda: rng.uniform(-0.06, 0.13) * height), (lambda: rng.uniform(-0.06, 0.13) * width)
    corner = to_image(rows[0] - 0.5 - dy(), columns[0] - 0.5 - dx())
    return corner + to_image(rows[-1] + 0.5 + dy(), columns[-1] + 0.5 + dx())


def first_prompt(kind: str, mask: np.ndarray, rng: random.Random) -> Prompt:
    """`kind` is `point`, `box`, `both` or `carried`, where the mask is that of the slice beside it."""
    prompt = Prompt()
    if kind == 'carried':
        prompt.add(*(click(mask, rng, 0.7, 0.95) or (0, 0)), POSITIVE)
        x0, y0, x1, y1 = box(mask, rng)
        slack = rng.uniform(0, 14)
        prompt.add(x0 - slack, y0 - slack, BOX_CORNER_1)
        prompt.add(x1 + slack, y1 + slack, BOX_CORNER_2)
        return prompt
    if kind != 'box':
        prompt.add(*(click(mask, rng, 0.0, 0.95) or (0, 0)), POSITIVE)
    if kind == 'point':
        prompt.add(0, 0, PADDING)
    else:
        x0, y0, x1, y1 = box(mask, rng)
        prompt.add(x0, y0, BOX_CORNER_1)
        prompt.add(x1, y1, BOX_CORNER_2)
    return prompt


def carried(mask: np.ndarray, rng: random.Random) -> np.ndarray:
    """The object as the slice beside it may show it: moved, larger or smaller, bent, and now and then
    with an error that came along from slice to slice."""
    rows, columns = np.where(mask)
    middle = np.array([rows.mean(), columns.mean()])[:, None, None]
    size = math.sqrt(len(rows))
    noise = np.random.default_rng(rng.randrange(1 << 30))
    coarse = noise.normal(0, rng.uniform(0, 0.06) * size, (2, 6, 6))
    bend = ndimage.zoom(coarse, [1, TARGET_SIZE / 6, TARGET_SIZE / 6], order=1)
    move = noise.normal(0, 0.05 * size, (2, 1, 1))
    at = (np.indices(mask.shape) - middle) / rng.uniform(0.85, 1.18) + middle + bend + move
    out = ndimage.map_coordinates(mask.astype(np.float32), at, order=1, prefilter=False) > 0.5
    if rng.random() < 0.4:
        i = rng.randrange(len(rows))
        y, x = np.indices(mask.shape)
        disc = np.hypot(y - rows[i], x - columns[i]) < rng.uniform(0.1, 0.4) * size
        out = out & ~disc if rng.random() < 0.5 else out | disc
    return out if out.sum() >= 0.3 * len(rows) else mask


def as_logits(masks: list[np.ndarray], rng: random.Random) -> torch.Tensor:
    """Masks as they are fed back, [B, 1, S / 4, S / 4], as sure as one may be."""
    stacked = torch.from_numpy(np.stack(masks)[:, None]).float() * 2 - 1
    sure = torch.tensor([rng.uniform(3, 9) for _ in masks])[:, None, None, None]
    return F.avg_pool2d(stacked, 2) * sure


def correct(prompt: Prompt, truth: np.ndarray, answer: np.ndarray, rng: random.Random) -> None:
    """Adds a click in the larger error of the answer; padding where there is none."""
    missing, leak = truth & ~answer, answer & ~truth
    first, label = (missing, POSITIVE) if missing.sum() >= leak.sum() else (leak, NEGATIVE)
    at = click(first, rng, 0.3, 0.95)
    prompt.add(*(at or (0, 0)), PADDING if at is None else label)


def stack(prompts: list[Prompt]) -> tuple[torch.Tensor, torch.Tensor]:
    """Coordinates [B, N, 2] and labels [B, N] of prompts with equally many points."""
    coords = torch.tensor([p.points for p in prompts], dtype=torch.float32)
    return coords, torch.tensor([p.labels for p in prompts])
