"""Batches of stored views, each with some of its objects; images are turned and changed in contrast
anew each time, stored features stay what they are."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from features import normalised
from objects import BEFORE, FOLLOWED, GROUP, LABEL, LESION, LUNG, PHANTOM, REGION
from views import TARGET_SIZE

WEIGHTS = {LABEL: 1.0, GROUP: 0.4, REGION: 0.15, LESION: 1.0, LUNG: 1.0, PHANTOM: 1.0}
"""How likely an object of a view is asked for, by its origin."""

SYNTHETIC = {REGION, LESION, LUNG, PHANTOM}


@dataclass
class Target:
    """An object that is asked for, and others of its view that a click in it could also mean."""

    mask: np.ndarray
    share: float
    """Of the object, that the view shows; NaN where it is not known."""
    others: list[np.ndarray]
    before: np.ndarray | None = None
    """What the slice beside it has of the object, when it is followed from there."""


    def turned(self, turn: Callable[[np.ndarray], np.ndarray]) -> 'Target':
        before = None if self.before is None else turn(self.before)
        return Target(turn(self.mask), self.share, [turn(m) for m in self.others], before)


@dataclass
class Shard:
    path: Path
    images: np.ndarray | None
    features: np.ndarray | None
    masks: np.ndarray
    first: np.ndarray
    """Number of the first mask of each view; the masks of a view follow each other."""
    kind: np.ndarray
    share: np.ndarray

    def objects(self, view: int) -> range:
        end = self.first[view + 1] if view + 1 < len(self.first) else len(self.masks)
        return range(self.first[view], end)

    def mask(self, number: int) -> np.ndarray:
        return np.unpackbits(self.masks[number]).reshape(TARGET_SIZE, TARGET_SIZE).astype(bool)


def read_shard(path: Path, with_images: bool) -> Shard:
    stored = np.load(path)
    first = np.searchsorted(stored['view'], np.arange(len(stored['sets'])))
    features = None if with_images else np.load(path.with_suffix('.features.npy'), mmap_mode='r')
    images = stored['images'] if with_images else None
    return Shard(path, images, features, stored['masks'], first, stored['kind'], stored['share'])


class Views:
    """All shards of a folder (with features, unless images are asked for); `refresh` takes in those
    that came since."""

    def __init__(self, folder: Path, with_images: bool, synthetic: bool):
        self.folder, self.with_images, self.synthetic = folder, with_images, synthetic
        self.shards: list[Shard] = []
        self.refresh()

    def refresh(self) -> None:
        known = {s.path for s in self.shards}
        for path in sorted(self.folder.glob('shard-????.npz')):
            if path not in known and (self.with_images or path.with_suffix('.features.npy').exists()):
                self.shards.append(read_shard(path, self.with_images))

    def __len__(self) -> int:
        return sum(len(s.first) for s in self.shards)

    def draw(self, views: int, objects: int, rng: random.Random) -> tuple[torch.Tensor, list[Target]]:
        """Inputs of `views` views (features, or images) and `objects` targets of each, in order."""
        inputs: list[np.ndarray] = []
        targets: list[Target] = []
        sizes = [len(s.first) for s in self.shards]
        while len(inputs) < views:
            shard = rng.choices(self.shards, sizes)[0]
            view = rng.randrange(len(shard.first))
            drawn = self.targets(shard, view, objects, rng)
            if not drawn:
                continue
            if shard.images is None:
                targets += drawn
                inputs.append(shard.features[view])
            else:
                turn = random_turn(rng)
                targets += [t.turned(turn) for t in drawn]
                inputs.append(other_contrast(turn(shard.images[view]), rng))
        stacked = np.stack(inputs)
        if self.with_images:
            return normalised(stacked), targets
        return torch.from_numpy(stacked.astype(np.float32)), targets

    def targets(self, shard: Shard, view: int, count: int, rng: random.Random) -> list[Target]:
        numbers = list(shard.objects(view))
        followed = [i for i in numbers if shard.kind[i] == FOLLOWED]
        usable = [i for i in numbers if shard.kind[i] not in (FOLLOWED, BEFORE)]
        if not self.synthetic:
            usable = [i for i in usable if shard.kind[i] not in SYNTHETIC]
        masks = {i: shard.mask(i) for i in numbers}
        named = [i for i in usable if shard.kind[i] != REGION]
        asked: list[Target] = []
        if usable:
            weights = [WEIGHTS[int(shard.kind[i])] for i in usable]
            for i in rng.choices(usable, weights, k=count // 2 if followed else count):
                others = [masks[n] for n in named if n != i]
                asked.append(Target(masks[i], float(shard.share[i]), others))
        for i in followed:
            again = Target(masks[i], float(shard.share[i]), [], masks[i + 1])
            asked += [again] * (count - len(asked))
        return asked


def random_turn(rng: random.Random) -> Callable[[np.ndarray], np.ndarray]:
    """One of the eight ways in which a square lies on itself."""
    quarters, mirrored = rng.randrange(4), rng.random() < 0.5
    return lambda square: np.rot90(square.T if mirrored else square, quarters).copy()


def other_contrast(image: np.ndarray, rng: random.Random) -> np.ndarray:
    """Grey values [S, S] uint8 with another gamma, brightness and contrast, now and then."""
    if rng.random() < 0.5:
        return image
    gamma, contrast, shift = rng.uniform(0.75, 1.35), rng.uniform(0.8, 1.2), rng.uniform(-0.1, 0.1)
    grey = (np.arange(256) / 255) ** gamma
    table = np.clip((grey - 0.5) * contrast + 0.5 + shift, 0, 1)
    return (table * 255).astype(np.uint8)[image]
