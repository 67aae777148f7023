"""Reads a label map with nibabel and compares each label's voxels and centre.

usage: check_nifti.py LABELS.nii EXPECTED.json

EXPECTED holds, per segment in order, its voxels and its centre in LPS mm. Without nibabel nothing
is compared.
"""

import json
import sys

import numpy

try:
    import nibabel
except ImportError:
    sys.exit()

image = nibabel.load(sys.argv[1])
labels = numpy.asarray(image.dataobj)
# A single slice of unknown thickness has two dimensions.
labels = labels.reshape(labels.shape + (1,) * (3 - labels.ndim))
with open(sys.argv[2], encoding="utf-8") as file:
    expected = json.load(file)

for value, want in enumerate(expected, start=1):
    indices = numpy.argwhere(labels == value)
    if len(indices) != want["voxels"]:
        print(f"label {value}: {len(indices)} voxels instead of {want['voxels']}")
    elif len(indices):
        centre = nibabel.affines.apply_affine(image.affine, indices.mean(axis=0)) * (-1, -1, 1)
        if numpy.abs(centre - want["centre"]).max() > 1e-3:
            print(f"label {value}: centre {centre} instead of {want['centre']}")
