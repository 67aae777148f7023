"""Objects to validate on: of held-out patients, of held-out sets, and of DICOM sets with truth."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from objects import components
from series import Series, Slice, split

LEAST_PIXELS = 30
LESION = re.compile(r'(^|[^a-z])(gtv|ctv|lesions?|tumou?rs?|sarcoma|neoplasm|schwannoma|glioma|nodule)', re.I)


@dataclass
class Case:
    """One object of one slice; `group` is `patients`, `sets` or `open`."""

    group: str
    set_name: str
    label: str
    piece: Slice
    mask: np.ndarray

    @property
    def lesion(self) -> bool:
        return bool(LESION.search(self.label.replace('_', ' ')))


def of_series(group: str, series: Series, rng: random.Random) -> Case | None:
    """A structure, or one of its parts, on one slice of the series."""
    piece = series.slice(rng.randrange(len(series)))
    ids = [int(i) for i in np.unique(piece.labels) if i]
    if not ids:
        return None
    chosen = rng.choice(ids)
    parts = components(piece.labels == chosen, LEAST_PIXELS)
    if not parts:
        return None
    label = series.entry['labels'].get(str(chosen), str(chosen))
    return Case(group, series.set_name, label, piece, max(parts, key=np.sum))


def held_out(data: Path, per_set: int, seed: int = 1) -> list[Case]:
    """At most `per_set` objects of each set, of patients and of sets that are not trained on."""
    parts = split(data)
    cases: list[Case] = []
    for group, everything in (('patients', parts.patients), ('sets', parts.sets)):
        by_set: dict[str, list[Series]] = {}
        for series in everything:
            by_set.setdefault(series.set_name, []).append(series)
        for name, members in sorted(by_set.items()):
            rng = random.Random(f'{seed} {name}')
            drawn = (of_series(group, rng.choice(members), rng) for _ in range(10 * per_set))
            cases += [c for c in drawn if c is not None][:per_set]
    return cases


def of_dicom_set(folder: Path, slices: int) -> Iterator[Case]:
    """Objects of a folder with `dicom/` and `truth/`; lesions one by one, organs as a whole."""
    import pydicom  # Only the open sets need it.

    truth = json.loads((folder / 'truth/truth.json').read_text())
    by_uid = {str(d.SOPInstanceUID): d for d in map(pydicom.dcmread, sorted((folder / 'dicom').iterdir()))}
    images = [by_uid[uid] for uid in truth['sliceSOPInstanceUIDs']]
    spacing = tuple(float(s) for s in images[0].PixelSpacing)
    for entry in truth['labels']:
        packed = gzip.decompress((folder / 'truth' / entry['file']).read_bytes())
        volume = np.frombuffer(packed, np.uint8).reshape(len(images), images[0].Rows, images[0].Columns) > 0
        found = []
        for image, mask in zip(images, volume, strict=True):
            lesion = LESION.search(entry['name'].replace('_', ' '))
            parts = components(mask, 12) if lesion else [mask] if mask.sum() >= LEAST_PIXELS else []
            if parts:
                found.append((image, parts))
        if len(found) > slices:
            found = [found[int((i + 0.5) * len(found) / slices)] for i in range(slices)]
        for image, parts in found:
            slope, intercept = float(image.get('RescaleSlope', 1)), float(image.get('RescaleIntercept', 0))
            pixels = image.pixel_array.astype(np.float32) * slope + intercept
            for part in parts:
                piece = Slice(pixels, part, spacing, image.Modality == 'CT')
                yield Case('open', folder.name, entry['name'], piece, part)


def open_sets(data: Path, slices: int = 2) -> list[Case]:
    """`ct-sts-001`'s truth does not fit its image."""
    folders = [
        f for f in sorted(data.iterdir()) if (f / 'truth/truth.json').exists() and f.name != 'ct-sts-001'
    ]
    return [c for f in folders for c in of_dicom_set(f, slices)]
