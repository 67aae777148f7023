"""Reads a SEG with pydicom and compares every frame with what was to be written.

usage: check_seg.py SEG EXPECTED.json

EXPECTED holds, per segment in order, the SHA-256 of its mask (one byte per pixel, 0 or 1) by the
SOP instance UID of the image it lies on, with "#" and the frame for multi-frame images. Prints one
line per difference.
"""

import hashlib
import json
import sys

import numpy
import pydicom

dataset = pydicom.dcmread(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    expected = json.load(file)

for element in dataset.iterall():
    element.value  # decodes it; warnings are errors

pixels = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns)
found = [{} for _ in expected]
for frame, group in zip(pixels, dataset.PerFrameFunctionalGroupsSequence):
    number = group.SegmentIdentificationSequence[0].ReferencedSegmentNumber
    reference = group.DerivationImageSequence[0].SourceImageSequence[0]
    source = reference.ReferencedSOPInstanceUID
    if "ReferencedFrameNumber" in reference:
        source += f"#{reference.ReferencedFrameNumber}"
    digest = hashlib.sha256(numpy.ascontiguousarray(frame, dtype=numpy.uint8)).hexdigest()
    found[number - 1][source] = digest

numbers = [segment.SegmentNumber for segment in dataset.SegmentSequence]
if numbers != list(range(1, len(expected) + 1)):
    print(f"segment numbers {numbers}")
for number, (want, have) in enumerate(zip(expected, found), start=1):
    wrong = [uid for uid in want.keys() | have.keys() if want.get(uid) != have.get(uid)]
    if wrong:
        print(f"segment {number}: {len(wrong)} frames differ")

listed = {
    instance.ReferencedSOPInstanceUID
    for series in dataset.ReferencedSeriesSequence
    for instance in series.ReferencedInstanceSequence
}
used = {source.split("#")[0] for frames in expected for source in frames}
if listed != used:
    print(f"{len(listed ^ used)} references do not resolve")

indices = [
    tuple(group.FrameContentSequence[0].DimensionIndexValues)
    for group in dataset.PerFrameFunctionalGroupsSequence
]
if len(set(indices)) < len(indices):
    print("two frames have one dimension index")

for index in dataset.DimensionIndexSequence:
    for group in dataset.PerFrameFunctionalGroupsSequence:
        if index.DimensionIndexPointer not in group[index.FunctionalGroupPointer][0]:
            print(f"dimension {index.DimensionDescriptionLabel} points nowhere")
            break
