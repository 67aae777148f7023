"""Labelled series on disk, and who is trained on, who is held out.

A folder holds `index.json` and one zip a series: `000.webp` or `000.png` a slice, and its labels in
`000.label.png`. CT in Hounsfield units where `kind` is `hu`.
"""

import hashlib
import io
import json
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

HELD_OUT_SETS = {'alcapa', 'utswglioma'}
"""Never trained on, so that the figures show what carries over to data of another origin."""

LEFT_OUT_SETS = {'fracseg'}
"""Soft tissue is blanked, and the licence of the images themselves could not be found."""

WHOLE_SETS = {'figbt'}
"""Several series may show one patient without saying so: nobody of these is held out."""

MAX_WEIGHT = 6.0
CT_WEIGHT = 2.0
OWN_WEIGHT = {'cpaisd': 1.0, 'msdhip': 2.0, 'fetal': 2.0, 'sct': 2.0, 'us': 3.0, 'phantom': 6.0}
"""Sets of one small structure, or whose truth can hardly be seen."""

UNKNOWN_FIELD_MM = {'CT': 380.0, 'MR': 240.0}
"""Width of the image where the source lost its pixel spacing."""


@dataclass
class Slice:
    """One image and its objects.

    `image` [rows, columns] in HU (`hu`) or any unit, `spacing` (row, column) in mm, `labels` of the
    same shape with an id per structure, 0 for what has none.
    """

    image: np.ndarray
    labels: np.ndarray
    spacing: tuple[float, float]
    hu: bool


@dataclass
class Series:
    folder: Path
    entry: dict

    @property
    def set_name(self) -> str:
        return ''.join(c for c in self.entry['name'].split('_')[0] if not c.isdigit())

    @property
    def patient(self) -> str:
        guess = self.entry.get('group_guess') or self.entry.get('patient') or self.entry['name']
        return f'{self.set_name}/{guess}'

    def __len__(self) -> int:
        return len(self.entry['slices'])

    def slice(self, k: int) -> Slice:
        name = self.entry['slices'][k]
        with zipfile.ZipFile(self.folder / f'{self.entry["name"]}.zip') as archive:
            image = read_image(archive, name).astype(np.float32) - self.entry['offset']
            labels = read_image(archive, name.split('.')[0] + '.label.png')
        return Slice(image, labels, self.spacing(image.shape), self.entry.get('kind') == 'hu')

    def steps(self, one: int, other: int) -> int:
        """How many slices of the source two kept ones are apart."""
        numbers = [int(self.entry['slices'][k].split('.')[0]) for k in (one, other)]
        return abs(numbers[0] - numbers[1])

    def spacing(self, shape: tuple[int, ...]) -> tuple[float, float]:
        known = [s for s in self.entry['spacing'] or [] if s]
        if len(known) >= 2:
            return float(known[-2]), float(known[-1])
        side = UNKNOWN_FIELD_MM.get(self.entry['modality'], 240.0) / max(shape)
        return side, side


def read_image(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    pixels = np.array(Image.open(io.BytesIO(archive.read(name))))
    return pixels if pixels.ndim == 2 else pixels[..., 0]


def read_folder(folder: Path) -> list[Series]:
    entries = json.loads((folder / 'index.json').read_text())
    return [s for s in (Series(folder, e) for e in entries) if s.set_name not in LEFT_OUT_SETS]


def read_permissive(data: Path) -> list[Series]:
    return read_folder(data / 'permissive/ct') + read_folder(data / 'permissive/mr')


def held_out_patient(series: Series, patients: int) -> bool:
    """One patient in ten, chosen by a hash of the name, of sets of at least eight patients."""
    if patients < 8 or series.set_name in WHOLE_SETS:
        return False
    return hashlib.sha256(series.patient.encode()).digest()[0] < 26


@dataclass
class Split:
    """`train` by set; held-out patients of those sets; whole sets that are held out."""

    train: dict[str, list[Series]]
    patients: list[Series]
    sets: list[Series]


def split(data: Path) -> Split:
    everything = read_permissive(data)
    counts: dict[str, set[str]] = {}
    for series in everything:
        counts.setdefault(series.set_name, set()).add(series.patient)
    out = Split({}, [], read_folder(data / 'validation'))
    for series in everything:
        if series.set_name in HELD_OUT_SETS:
            out.sets.append(series)
        elif held_out_patient(series, len(counts[series.set_name])):
            out.patients.append(series)
        else:
            out.train.setdefault(series.set_name, []).append(series)
    return out


def set_weight(name: str, series: list[Series]) -> float:
    """How often a set is drawn: by its number of patients, flattened, never by its slices."""
    own = OWN_WEIGHT.get(name)
    slices = sum(len(s) for s in series)
    weight = own or min(MAX_WEIGHT, max(math.sqrt(len(series)), math.sqrt(slices) / 2))
    return weight * (CT_WEIGHT if series[0].entry['modality'] == 'CT' else 1.0)
