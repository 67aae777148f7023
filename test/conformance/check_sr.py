"""Reads a measurement report with pydicom and compares its values with the findings.

usage: check_sr.py SR EXPECTED.json

Walks the content tree by itself and prints one line per difference. Where highdicom is installed,
it must read the report and find the same volumetric groups.
"""

import json
import sys

import pydicom

dataset = pydicom.dcmread(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    expected = json.load(file)

for element in dataset.iterall():
    element.value  # decodes it; warnings are errors


def name(item):
    return item.ConceptNameCodeSequence[0].CodeValue


def named(items, code):
    return [item for item in items if "ConceptNameCodeSequence" in item and name(item) == code]


(measurements,) = named(dataset.ContentSequence, "126010")
groups = {}
for group in named(measurements.ContentSequence, "125007"):
    uid = named(group.ContentSequence, "112040")[0].UID
    template = group.ContentTemplateSequence[0].TemplateIdentifier
    groups.setdefault(template, {})[uid] = group

evidence = {
    instance.ReferencedSOPInstanceUID
    for study in dataset.CurrentRequestedProcedureEvidenceSequence
    for series in study.ReferencedSeriesSequence
    for instance in series.ReferencedSOPSequence
}


def values(group):
    for item in group.ContentSequence:
        if item.ValueType == "NUM":
            derived = named(item.get("ContentSequence", []), "121401")
            derivation = derived[0].ConceptCodeSequence[0].CodeValue if derived else None
            yield (name(item), derivation), float(item.MeasuredValueSequence[0].NumericValue)


for want in expected:
    uid = want["trackingUid"]
    group = groups["1411"].get(uid)
    if group is None or uid not in groups["1410"]:
        print(f"{uid}: a group is missing")
        continue
    segment = named(group.ContentSequence, "121191")[0].ReferencedSOPSequence[0]
    if segment.ReferencedSegmentNumber != want["segmentNumber"]:
        print(f"{uid}: segment {segment.ReferencedSegmentNumber}")
    found = dict(values(group))
    for key, code in (("volume", "118565006"), ("longAxis", "103339001"), ("shortAxis", "103340004")):
        if want[key] is None:
            if (code, None) in found:
                print(f"{uid}: {key} is stated, and unknown")
        elif abs(found[code, None] - want[key]) > 1e-9 * abs(want[key]):
            print(f"{uid}: {key} {found[code, None]} instead of {want[key]}")
    means = [value for (_, derivation), value in found.items() if derivation == "373098007"]
    if means and want["mean"] is None:
        print(f"{uid}: a mean is stated, and unknown")
    elif any(abs(mean - want["mean"]) > 1e-9 * max(1, abs(want["mean"])) for mean in means):
        print(f"{uid}: mean {means} instead of {want['mean']}")

referenced = {
    element.value for element in dataset.iterall() if element.keyword == "ReferencedSOPInstanceUID"
}
if referenced != evidence:
    print(f"{len(referenced ^ evidence)} references do not resolve")

try:
    import highdicom.sr
except ImportError:
    sys.exit()
report = highdicom.sr.srread(sys.argv[1])
uids = {g.tracking_uid for g in report.content.get_volumetric_roi_measurement_groups()}
if uids != {want["trackingUid"] for want in expected}:
    print("highdicom finds other groups")
