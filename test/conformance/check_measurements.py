"""Measures each label of a set from its DICOM files and truth, and compares within 0.1 %.

usage: check_measurements.py SET MEASUREMENTS.json

Shares no code with what it checks. Prints one line per difference. Sets whose pixels pydicom can't
decode here are measured without values.
"""

import glob
import gzip
import json
import os
import sys

import numpy
import pydicom

folder, measured_file = sys.argv[1:3]
with open(os.path.join(folder, "truth", "truth.json"), encoding="utf-8") as file:
    truth = json.load(file)
with open(measured_file, encoding="utf-8") as file:
    measured = {entry["label"]: entry for entry in json.load(file)}

by_uid = {}
for path in glob.glob(os.path.join(folder, "dicom", "*")):
    dataset = pydicom.dcmread(path)
    by_uid[dataset.SOPInstanceUID] = dataset
datasets = [by_uid[uid] for uid in truth["sliceSOPInstanceUIDs"]]
first = datasets[0]
row_spacing, column_spacing = (float(v) for v in first.PixelSpacing)
across = numpy.array(first.ImageOrientationPatient[:3], float)
down = numpy.array(first.ImageOrientationPatient[3:], float)
normal = numpy.cross(across, down)
places = numpy.array([normal @ numpy.array(d.ImagePositionPatient, float) for d in datasets])
thickness = numpy.abs(numpy.gradient(places))

try:
    values = numpy.stack(
        [
            d.pixel_array * float(d.get("RescaleSlope", 1)) + float(d.get("RescaleIntercept", 0))
            for d in datasets
        ]
    )
except (RuntimeError, NotImplementedError, AttributeError):
    values = None


def islands(mask):
    """Lists of pixels (row, column) that touch at a side or corner."""
    left = set(zip(*(part.tolist() for part in numpy.nonzero(mask))))
    while left:
        queue, island = [left.pop()], []
        while queue:
            y, x = queue.pop()
            island.append((y, x))
            near = {(y + a, x + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= near
            queue.extend(near)
        yield island


def edge_middles(island):
    """Middles of the pixel edges that part inside from outside, in mm."""
    inside = set(island)
    points = []
    for y, x in island:
        for a, b in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            if (y + a, x + b) not in inside:
                points.append(((x + b / 2) * column_spacing, (y + a / 2) * row_spacing))
    return numpy.array(points)


def longest(points):
    """The largest distance of two points, and all pairs that have it."""
    best, pairs = 0.0, []
    for n, point in enumerate(points):
        distances = numpy.hypot(*(points[n:] - point).T)
        if distances.max() > best + 1e-6:
            best, pairs = float(distances.max()), []
        if distances.max() > best - 1e-6:
            pairs += [(point, points[n + far]) for far in numpy.flatnonzero(distances > best - 1e-6)]
    return best, pairs


def outline(island):
    """Pieces between edge middles that share a square of four pixel centres, in mm."""
    inside = set(island)
    corners = {(y + a, x + b) for y, x in island for a in (-1, 0) for b in (-1, 0)}
    pieces = []
    for y, x in corners:
        ring = [(y, x), (y, x + 1), (y + 1, x + 1), (y + 1, x)]
        held = [pixel in inside for pixel in ring]
        middles = {
            n: numpy.array(
                (
                    (ring[n][1] + ring[(n + 1) % 4][1]) / 2 * column_spacing,
                    (ring[n][0] + ring[(n + 1) % 4][0]) / 2 * row_spacing,
                )
            )
            for n in range(4)
            if held[n] != held[(n + 1) % 4]
        }
        if len(middles) == 2:
            pieces.append(tuple(middles.values()))
        for n in range(4) if len(middles) == 4 else ():
            if not held[n]:
                pieces.append((middles[n - 1 if n else 3], middles[n]))
    return numpy.array(pieces)


def widest_across(island, start, end):
    along = (end - start) / numpy.hypot(*(end - start))
    pieces = outline(island) @ numpy.array(((along[0], -along[1]), (along[1], along[0])))
    order = numpy.argsort(pieces[:, :, 0], axis=1)
    pieces = numpy.take_along_axis(pieces, order[:, :, None], axis=1)
    (t0, s0), (t1, s1) = pieces[:, 0].T, pieces[:, 1].T
    best = 0.0
    for t in numpy.unique(pieces[:, :, 0]):
        hit = (t0 <= t + 1e-7) & (t1 >= t - 1e-7)
        upright = t1 - t0 < 1e-7
        share = numpy.where(upright, 0, (t - t0) / numpy.where(upright, 1, t1 - t0))
        here = s0 + share * (s1 - s0)
        ends = numpy.concatenate((here[hit], s1[hit & upright]))
        best = max(best, float(ends.max() - ends.min()))
    return best


def axes(volume):
    best, candidates = 0.0, []
    for mask in volume:
        for island in islands(mask):
            length, pairs = longest(edge_middles(island))
            if length > best + 1e-6:
                best, candidates = length, []
            if length > best - 1e-6:
                candidates += [(island, *pair) for pair in pairs]
    return best, max(widest_across(*candidate) for candidate in candidates)


def compare(label, name, have, want, scale=None):
    if abs(have - want) > 1e-3 * max(abs(want), scale or 0, 1e-9):
        print(f"{label}: {name} {have} instead of {want}")


for entry in truth["labels"]:
    label = entry["name"]
    with gzip.open(os.path.join(folder, "truth", entry["file"])) as file:
        volume = numpy.frombuffer(file.read(), numpy.uint8).reshape(
            len(datasets), first.Rows, first.Columns
        )
    result = measured[label]
    area = volume.sum(axis=(1, 2)) * row_spacing * column_spacing
    compare(label, "voxels", result["voxels"], int(volume.sum()))
    compare(label, "volume", result["volume"], float(area @ thickness))
    for axis, want in zip(("longAxis", "shortAxis"), axes(volume)):
        compare(label, axis, result["axes"][axis]["length"], want)
    if values is None:
        continue
    inside = values[volume > 0]
    spread = float(inside.std())
    found = result["intensity"]
    for name, want in (
        ("mean", inside.mean()),
        ("standardDeviation", spread),
        ("minimum", inside.min()),
        ("maximum", inside.max()),
        ("median", numpy.median(inside)),
        ("percentile10", numpy.percentile(inside, 10)),
        ("percentile90", numpy.percentile(inside, 90)),
    ):
        compare(label, name, found[name], float(want), spread)
    if spread > 0:
        scores = (inside - inside.mean()) / spread
        compare(label, "skewness", found["skewness"], float((scores**3).mean()), 1)
        compare(label, "kurtosis", found["kurtosis"], float((scores**4).mean() - 3), 1)
