"""What can be asked for in a view: labelled structures, and tasks made from the image itself."""

import random

import numpy as np
from scipy import ndimage
from skimage.segmentation import felzenszwalb

from series import Slice
from views import TARGET_SIZE, Frame, sample

LABEL, GROUP, REGION, LESION, LUNG, PHANTOM, FOLLOWED, BEFORE = range(8)
"""Where a mask comes from; the third to sixth need no reader. FOLLOWED is a structure, or nothing
where it has ended, and BEFORE, which comes next, what the slice beside it has of it."""

Found = tuple[np.ndarray, int, float]
"""A mask of a view, where it comes from, and the share of the object that the view shows; NaN where
that is not known."""

MIN_PIXELS = 20
REGION_SIZE = 112
"""Side at which regions are looked for."""
MAX_SHARE = 0.85
EIGHT = np.ones((3, 3), bool)


def usable(mask: np.ndarray) -> bool:
    return mask.sum() >= MIN_PIXELS and mask.mean() <= MAX_SHARE


def components(mask: np.ndarray, least: int) -> list[np.ndarray]:
    found, count = ndimage.label(mask, EIGHT)
    sizes = np.bincount(found.ravel(), minlength=count + 1)
    return [found == i for i in range(1, count + 1) if sizes[i] >= least]


def one_object(mask: np.ndarray, rng: random.Random, least: int = 12) -> np.ndarray | None:
    """The structure as a whole or, mostly, one of its parts that do not touch."""
    parts = components(mask, least)
    if len(parts) > 1 and rng.random() < 0.75:
        return rng.choice(parts)
    return mask if parts else None


def touching(mask: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The parts of a mask that another one touches."""
    found, _ = ndimage.label(mask, EIGHT)
    kept = np.unique(found[other & mask])
    return np.isin(found, kept[kept > 0])


def in_frame(mask: np.ndarray, piece: Slice, frame: Frame) -> np.ndarray:
    return sample(mask.astype(np.float32), piece.spacing, frame, TARGET_SIZE, 0.0) > 0.5


def share_shown(seen: np.ndarray, whole: np.ndarray, piece: Slice, frame: Frame) -> float:
    """The part of an object [rows, columns] that lies in the view."""
    cell = (frame.side / seen.shape[0]) ** 2
    return min(1.0, seen.sum() * cell / (whole.sum() * piece.spacing[0] * piece.spacing[1]))


def own_share(seen: np.ndarray) -> float:
    """That of an object which is known from the view alone."""
    return np.nan if touches_edge(seen) else 1.0


def labelled(piece: Slice, frame: Frame, rng: random.Random, most: int) -> list[Found]:
    """Other structures of the slice that the view shows; now and then all parts of one, or two that
    touch, as a group."""
    ids = [i for i in np.unique(piece.labels) if i]
    rng.shuffle(ids)
    wholes = [piece.labels == i for i in ids[: most + 3]]
    shown = [(m, w) for m, w in ((in_frame(w, piece, frame), w) for w in wholes) if m.any()]
    found: list[Found] = []
    for seen, whole in shown:
        share = share_shown(seen, whole, piece, frame)
        part = one_object(seen, rng, MIN_PIXELS)
        if part is not None:
            found.append((part, LABEL, share if part is seen else own_share(part)))
        if rng.random() < 0.3 and len(components(seen, MIN_PIXELS)) > 1:
            found.append((seen, GROUP, share))
    if len(shown) > 1 and rng.random() < 0.3:
        first, first_whole = rng.choice(shown)
        near = ndimage.binary_dilation(first, EIGHT, 2)
        touching = [(m, w) for m, w in shown if m is not first and (m & near).any()]
        if touching:
            other, other_whole = rng.choice(touching)
            both = first | other
            found.append((both, GROUP, share_shown(both, first_whole | other_whole, piece, frame)))
    return [f for f in found if usable(f[0])]


def regions(grey: np.ndarray, rng: random.Random, most: int) -> list[Found]:
    """Superpixels, or what is alike around a random position: objects that have no name."""
    step = grey.shape[0] // REGION_SIZE
    small = grey.reshape(REGION_SIZE, step, REGION_SIZE, step).mean((1, 3))
    if rng.random() < 0.5:
        found = felzenszwalb(small, scale=rng.uniform(30, 250), sigma=rng.uniform(0.5, 1.5), min_size=30)
        candidates = [found == i for i in np.unique(found)]
    else:
        candidates = grown(small, rng, 2 * most)
    rng.shuffle(candidates)
    shaped: list[np.ndarray] = []
    for mask in candidates:
        if len(shaped) >= most:
            break
        mask = ndimage.binary_fill_holes(ndimage.binary_opening(mask, EIGHT, rng.choice([1, 1, 2])))
        if 0.003 < mask.mean() < 0.3 and touches_edge(mask) < 0.15:
            shaped += components(mask, 25)
    return [(m, REGION, own_share(m)) for m in map(enlarged, shaped[:most])]


def enlarged(mask: np.ndarray) -> np.ndarray:
    """Of REGION_SIZE to TARGET_SIZE, with smooth edges."""
    smooth = ndimage.zoom(
        ndimage.gaussian_filter(mask.astype(np.float32), 0.7), TARGET_SIZE // REGION_SIZE, order=1
    )
    return smooth > 0.5


def grown(small: np.ndarray, rng: random.Random, count: int) -> list[np.ndarray]:
    smooth = ndimage.gaussian_filter(small, rng.uniform(0.8, 2))
    inside = np.argwhere((smooth > 0.04) & (smooth < 0.96))
    out = []
    for _ in range(count if len(inside) else 0):
        y, x = inside[rng.randrange(len(inside))]
        alike = np.abs(smooth - smooth[y, x]) < rng.uniform(0.05, 0.15)
        found, _ = ndimage.label(alike)
        out.append(found == found[y, x])
    return out


def distinct(found: list[Found]) -> list[Found]:
    """Without masks that are nearly one before them."""
    kept: list[Found] = []
    for one in found:
        if all((one[0] & m).sum() < 0.93 * (one[0] | m).sum() for m, *_ in kept):
            kept.append(one)
    return kept


def touches_edge(mask: np.ndarray) -> float:
    """Share of the view's border that the mask covers."""
    return float(np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean())


def lungs(piece: Slice) -> np.ndarray | None:
    """Air within the body of a CT slice, vessels included: [rows, columns], or None."""
    if not piece.hu:
        return None
    body = ndimage.binary_opening(piece.image > -300, EIGHT, 2)
    parts = components(body, 200)
    if not parts:
        return None
    body = ndimage.binary_fill_holes(max(parts, key=np.sum))
    air = ndimage.binary_opening((piece.image < -450) & body, EIGHT)
    pixel = piece.spacing[0] * piece.spacing[1]
    large = components(air, max(20, int(1500 / pixel)))
    if not large:
        return None
    radius = max(1, round(4 / piece.spacing[0]))
    return ndimage.binary_fill_holes(ndimage.binary_closing(np.any(large, 0), EIGHT, radius)) & body


def paint_lesion(piece: Slice, unit: float, rng: random.Random) -> np.ndarray | None:
    """Paints a lumpy lesion of 4 to 35 mm into the slice and gives its mask; None without room."""
    image, spacing = piece.image, piece.spacing
    low, high = np.percentile(image, [1, 99])
    tissue = np.argwhere(image > low + 0.15 * (high - low))
    if len(tissue) < 50:
        return None
    row, column = tissue[rng.randrange(len(tissue))]
    radius = 0.5 * 4 * (35 / 4) ** rng.random()
    y = (np.arange(image.shape[0])[:, None] - row - rng.random()) * spacing[0]
    x = (np.arange(image.shape[1])[None] - column - rng.random()) * spacing[1]
    angle, stretch = rng.uniform(0, np.pi), rng.uniform(0.65, 1.0)
    u, v = np.cos(angle) * y + np.sin(angle) * x, -np.sin(angle) * y + np.cos(angle) * x
    around, bumps = np.arctan2(u, v), rng.randrange(2, 6)
    edge = radius * (1 + rng.uniform(0, 0.25) * np.sin(bumps * around + rng.uniform(0, 6)))
    inwards = edge - np.hypot(u, v / stretch)
    if (inwards > 0).sum() < 6:
        return None
    blur = max(rng.uniform(0.3, 1.5), 0.4 * max(spacing))
    share = 1 / (1 + np.exp(-np.clip(inwards / blur, -30, 30)))
    grain = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 1, image.shape)
    grain = ndimage.gaussian_filter(grain, 1.5 / spacing[0])
    grain *= rng.uniform(0, 15) * unit / max(float(grain.std()), 1e-6)
    contrast = rng.choice([-1, 1]) * rng.uniform(25, 160) * unit
    if piece.hu and image[row, column] < -500:
        contrast = rng.uniform(400, 900)
    value = image[row, column] + contrast + grain
    piece.image = image * (1 - share) + value * share
    return inwards > 0
