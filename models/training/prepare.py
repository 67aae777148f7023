"""Draws views with their objects from the training series: `shard-0000.npz` and so on.

A shard holds `images` [n, 448, 448] uint8, `masks` packed bits [m, 224 * 224 / 8], `view` [m] (which
image a mask belongs to), `kind` [m] (see objects.py), `share` [m] (of the object, that the view
shows; NaN where it is not known) and `sets` [n].
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

import numpy as np

import objects
from phantoms import Phantom, read_phantoms
from series import Series, Slice, set_weight, split
from views import KINDS, contrast_unit, disturbed, frame_of, jittered, random_click, random_window, render

MOST_OBJECTS = 6
MOST_STEPS = 3
"""Slices of the source that may lie between two that are followed; the number kept is smaller."""
LESION_SHARE, LUNG_SHARE, REGION_SHARE = 0.1, 0.7, 0.45

LEAST_SHOWN = {'tissue': 0.05, 'close': 0.03, 'object': 0.35, 'whole': 0.35}
"""Share of its object that a view shows at least: around a click it is not known how large the
object is, and the model has to say when it sees but a part."""


def draw_target(piece: Slice, rng: random.Random) -> tuple[np.ndarray, int] | None:
    """What the view is made for, in the slice's pixels."""
    if rng.random() < LESION_SHARE:
        middle = tuple(n // 2 for n in piece.image.shape)
        painted = objects.paint_lesion(piece, contrast_unit(piece, *middle), rng)
        if painted is not None:
            return painted, objects.LESION
    if piece.hu and rng.random() < LUNG_SHARE:
        lungs = objects.lungs(piece)
        one = None if lungs is None else objects.one_object(lungs, rng)
        if one is not None:
            return one, objects.LUNG
    ids = [i for i in np.unique(piece.labels) if i]
    if not ids:
        return None
    one = objects.one_object(piece.labels == rng.choice(ids), rng)
    return None if one is None or one.sum() < 12 else (one, objects.LABEL)


def draw_view(series: Series | Phantom, rng: random.Random) -> tuple[np.ndarray, list[objects.Found]] | None:
    """A view's grey values [448, 448] uint8 and its masks [224, 224], the target's first."""
    stored = series.slice(rng.randrange(len(series)))
    piece = replace(stored)
    target = draw_target(piece, rng)
    if target is None:
        return None
    mask, source = target
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    click = random_click(mask, rng)
    frame = jittered(kind, frame_of(kind, piece, mask, click), piece.spacing, rng)
    seen = objects.in_frame(mask, piece, frame)
    share = objects.share_shown(seen, mask, piece, frame)
    if share < LEAST_SHOWN[kind] or seen.sum() < objects.MIN_PIXELS:
        return None
    if kind in ('object', 'whole') and not objects.usable(seen):
        return None
    clean = render(piece, frame, *random_window(kind, piece, mask, click, rng))
    found: list[objects.Found] = [(seen, source, share)]
    found += objects.labelled(piece, frame, rng, 3)
    if rng.random() < REGION_SHARE:
        found += objects.regions(clean, rng, 2)
    if series.set_name == 'phantom':
        own = (objects.LABEL, objects.GROUP)
        found = [(m, objects.PHANTOM if k in own else k, s) for m, k, s in found]
    grey = (disturbed(clean, rng) * 255).astype(np.uint8)
    return grey, objects.distinct(found)[:MOST_OBJECTS]


def draw_pair(series: Series | Phantom, rng: random.Random) -> tuple[np.ndarray, list[objects.Found]] | None:
    """A view of a slice around an object of the slice beside it: what there is of it, perhaps nothing,
    what the slice beside it has, and other objects."""
    if len(series) < 3:
        return None
    k = rng.randrange(len(series))
    beside = [n for n in (k - 1, k + 1) if 0 <= n < len(series) and series.steps(k, n) <= MOST_STEPS]
    if not beside:
        return None
    near, piece = series.slice(k), series.slice(rng.choice(beside))
    ids = [i for i in np.unique(near.labels) if i]
    if not ids or near.labels.shape != piece.labels.shape:
        return None
    ended = [i for i in ids if not (piece.labels == i).any()]
    number = rng.choice(ended if ended and rng.random() < 0.5 else ids)
    before = objects.one_object(near.labels == number, rng)
    if before is None or before.sum() < 12:
        return None
    truth = objects.touching(piece.labels == number, before)
    if truth.any() and (truth & before).sum() < 0.3 * min(truth.sum(), before.sum()):
        return None
    kind = 'object' if rng.random() < 0.8 else 'whole'
    frame = jittered(kind, frame_of(kind, near, before, (0, 0)), near.spacing, rng)
    seen, seen_before = (objects.in_frame(m, piece, frame) for m in (truth, before))
    share = objects.share_shown(seen, truth, piece, frame) if truth.any() else 1.0
    if share < 0.8 or seen_before.sum() < objects.MIN_PIXELS:
        return None
    clean = render(piece, frame, *random_window(kind, piece, before, random_click(before, rng), rng))
    found: list[objects.Found] = [(seen, objects.FOLLOWED, share), (seen_before, objects.BEFORE, np.nan)]
    others = objects.labelled(piece, frame, rng, 3)
    if seen.sum() >= objects.MIN_PIXELS:
        others = objects.distinct([(seen, objects.LABEL, share), *others])
    return (disturbed(clean, rng) * 255).astype(np.uint8), found + others[: MOST_OBJECTS - 2]


def draw_shard(
    sets: dict[str, list[Series | Phantom]], views: int, seed: int, pairs: float
) -> dict[str, np.ndarray]:
    rng = random.Random(seed)
    names = sorted(sets)
    weights = [set_weight(n, sets[n]) for n in names]
    images, masks, view, kinds, shares, origin = [], [], [], [], [], []
    while len(images) < views:
        name = rng.choices(names, weights)[0]
        draw = draw_pair if rng.random() < pairs else draw_view
        drawn = draw(rng.choice(sets[name]), rng)
        if drawn is None:
            continue
        for mask, kind, share in drawn[1]:
            masks.append(np.packbits(mask))
            view.append(len(images))
            kinds.append(kind)
            shares.append(share)
        images.append(drawn[0])
        origin.append(name)
    return {
        'images': np.stack(images),
        'masks': np.stack(masks),
        'view': np.array(view, np.int32),
        'kind': np.array(kinds, np.uint8),
        'share': np.array(shares, np.float32),
        'sets': np.array(origin),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('data', type=Path, help='folder that holds permissive/ and validation/')
    parser.add_argument('out', type=Path)
    parser.add_argument('--phantoms', type=Path, help='folder that phantoms.ts filled')
    parser.add_argument('--views', type=int, default=250, help='views a shard')
    parser.add_argument('--pairs', type=float, default=0.2, help='share of views of followed objects')
    parser.add_argument('--shards', type=int, default=1)
    parser.add_argument('--first', type=int, default=0, help='number, and seed, of the first shard')
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    sets: dict[str, list[Series | Phantom]] = {**split(args.data).train}
    if args.phantoms:
        sets['phantom'] = [*read_phantoms(args.phantoms, args.first)]
    for number in range(args.first, args.first + args.shards):
        path = args.out / f'shard-{number:04}.npz'
        if not path.exists():
            part = path.with_suffix('.part.npz')
            np.savez(part, **draw_shard(sets, args.views, number, args.pairs))
            part.rename(path)


if __name__ == '__main__':
    main()
