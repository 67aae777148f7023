"""Generated phantoms as series to train on: see phantoms.ts."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from series import Slice


@dataclass
class Phantom:
    """A phantom whose slices are bent, stretched and given other attenuations each time."""

    path: Path
    rng: random.Random
    set_name: str = 'phantom'

    def __post_init__(self) -> None:
        self.entry = json.loads(self.path.read_text()) | {'modality': 'CT'}
        shape = tuple(self.entry[n] for n in ('slices', 'rows', 'columns'))
        self.values = np.fromfile(self.path.with_suffix('.hu'), np.int16).reshape(shape)
        self.labels = np.fromfile(self.path.with_suffix('.labels'), np.uint8).reshape(shape)

    def __len__(self) -> int:
        return len(self.values)

    def steps(self, one: int, other: int) -> int:
        return abs(one - other)

    def slice(self, k: int) -> Slice:
        image, labels = self.values[k].astype(np.float32), self.labels[k]
        for number in np.unique(labels):
            # The air of a lung stays air.
            spread = 40 if number and np.median(image[labels == number]) > -300 else 8
            image = image + (labels == number) * np.float32(self.rng.gauss(0, spread / 2))
        bent = self.bend(labels.shape)
        image = ndimage.map_coordinates(image, bent, order=1, mode='nearest')
        labels = ndimage.map_coordinates(labels, bent, order=0, mode='nearest')
        spacing = tuple(s * self.rng.uniform(0.85, 1.15) for s in self.entry['spacing'])
        return Slice(image, labels, spacing, True)

    def bend(self, shape: tuple[int, int]) -> np.ndarray:
        """Smooth random displacements of some centimetres."""
        noise = np.random.default_rng(self.rng.randrange(1 << 30))
        coarse = noise.normal(0, self.rng.uniform(0, 9), (2, 5, 5))
        zoom = [1, shape[0] / 5, shape[1] / 5]
        return np.stack(np.indices(shape)) + ndimage.zoom(coarse, zoom, order=3)


def read_phantoms(folder: Path, seed: int) -> list[Phantom]:
    return [Phantom(p, random.Random(f'{seed} {p.name}')) for p in sorted(folder.glob('phantom_*.json'))]
