"""Prompts as readers give them: a click anywhere in the object, a loose box, corrections."""

import random
from dataclasses import dataclass, field

import numpy as np
import torch

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
    """`kind` is `point`, `box` or `both`."""
    prompt = Prompt()
    if kind != 'box':
        prompt.add(*(click(mask, rng, 0.0, 0.95) or (0, 0)), POSITIVE)
    if kind == 'point':
        prompt.add(0, 0, PADDING)
    else:
        x0, y0, x1, y1 = box(mask, rng)
        prompt.add(x0, y0, BOX_CORNER_1)
        prompt.add(x1, y1, BOX_CORNER_2)
    return prompt


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
