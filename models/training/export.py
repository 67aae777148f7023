"""Puts a checkpoint's weights into graphs of the published structure, in half precision.

Writes `encoder.onnx` and `decoder.onnx`. They are as Meta's and MobileSAM's scripts export them
(1024 pixels, one mask): every rewrite of this repository applies, `input-448` and `four-masks`
among them. `--published` exports the published weights, to test the way there and back.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from published import DECODER_FILE, ENCODER_FILE, decoder_pairs, encoder_pairs, load_published, store

LEAST_ELEMENTS = 256
"""Smaller tensors stay in single precision: a Cast each would cost more than it saves."""


def halved(model: onnx.ModelProto, weights: set[str]) -> onnx.ModelProto:
    """The named tensors in half precision, with a Cast to single precision behind each."""
    graph, casts = model.graph, []

    def shrink(tensor: TensorProto, name: str) -> TensorProto:
        casts.append(helper.make_node('Cast', [f'{name}_f16'], [name], to=TensorProto.FLOAT))
        values = numpy_helper.to_array(tensor)
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise ValueError(f'{name} has values that half precision does not reach.')
        return numpy_helper.from_array(values.astype(np.float16), f'{name}_f16')

    constants = [n for n in graph.node if n.op_type == 'Constant' and n.output[0] in weights]
    for node in constants:
        if np.prod(node.attribute[0].t.dims) >= LEAST_ELEMENTS:
            graph.initializer.append(shrink(node.attribute[0].t, node.output[0]))
            graph.node.remove(node)
    for tensor in [t for t in graph.initializer if t.name in weights and np.prod(t.dims) >= LEAST_ELEMENTS]:
        tensor.CopyFrom(shrink(tensor, tensor.name))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    return model


def named(model: onnx.ModelProto, pairs: list) -> set[str]:
    """Names of the values that hold a pair's tensor; a Constant's tensor has no name of its own."""
    held = {id(p.tensor) for p in pairs}
    names = {
        t.name
        for t in model.graph.initializer
        if any(p.tensor is t or p.tensor.name == t.name for p in pairs)
    }
    for node in model.graph.node:
        if node.op_type == 'Constant' and any(id(a.t) in held for a in node.attribute):
            names.add(node.output[0])
    return names


def export(weights: Path, checkpoint: Path | None, out: Path) -> dict[str, dict]:
    """Gives name, size and SHA-256 of each file."""
    model = load_published(weights)
    if checkpoint:
        model.load_state_dict(torch.load(checkpoint, weights_only=False, map_location='cpu')['average'])
    graphs = {'encoder': onnx.load(weights / ENCODER_FILE), 'decoder': onnx.load(weights / DECODER_FILE)}
    store(model, graphs['encoder'], graphs['decoder'])
    out.mkdir(parents=True, exist_ok=True)
    facts = {}
    for role, pairs in (('encoder', encoder_pairs), ('decoder', decoder_pairs)):
        graph = graphs[role]
        data = halved(graph, named(graph, list(pairs(graph.graph, model)))).SerializeToString()
        (out / f'{role}.onnx').write_bytes(data)
        facts[role] = {'path': f'{role}.onnx', 'size': len(data), 'sha256': hashlib.sha256(data).hexdigest()}
    return facts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='folder of the published encoder.onnx and sam.onnx')
    parser.add_argument('out', type=Path)
    parser.add_argument('checkpoint', type=Path, nargs='?')
    parser.add_argument('--published', action='store_true')
    args = parser.parse_args()
    if bool(args.checkpoint) == args.published:
        parser.error('name a checkpoint, or give --published')
    print(json.dumps(export(args.weights, args.checkpoint, args.out), indent=2))


if __name__ == '__main__':
    main()
