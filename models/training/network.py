"""Segment Anything with MobileSAM's TinyViT-5M encoder, for square images of any multiple of 224.

Written from the papers' and the published graphs' structure; parameters have the names that the
published ONNX graphs give them, so that `published.py` can fill and read them.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

IMAGE_SIZE = 448
"""Side of the input, pixels; prompts are in this space."""
EMBEDDING_SIZE = IMAGE_SIZE // 16
MASK_SIZE = IMAGE_SIZE // 4
"""Side of the low-resolution masks."""

PADDING, NEGATIVE, POSITIVE, BOX_CORNER_1, BOX_CORNER_2 = -1, 0, 1, 2, 3
"""Labels of prompt points."""


class LayerNorm2d(nn.Module):
    """Normalises the channels of [B, C, H, W]."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.weight.shape, self.weight, self.bias, 1e-6)
        return x.permute(0, 3, 1, 2)


# Encoder: TinyViT


def depthwise(channels: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(channels, channels, 3, stride, 1, groups=channels)


class PatchEmbedding(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        first, second = nn.Conv2d(3, dim // 2, 3, 2, 1), nn.Conv2d(dim // 2, dim, 3, 2, 1)
        self.seq = nn.Sequential(first, nn.GELU(), second)

    def forward(self, x: Tensor) -> Tensor:
        return self.seq(x)


class MBConv(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.conv1 = nn.Conv2d(dim, 4 * dim, 1)
        self.conv2 = depthwise(4 * dim)
        self.conv3 = nn.Conv2d(4 * dim, dim, 1)

    def forward(self, x: Tensor) -> Tensor:
        return F.gelu(x + self.conv3(F.gelu(self.conv2(F.gelu(self.conv1(x))))))


class PatchMerging(nn.Module):
    def __init__(self, dim: int, out: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(dim, out, 1)
        self.conv2 = depthwise(out, stride)
        self.conv3 = nn.Conv2d(out, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv3(F.gelu(self.conv2(F.gelu(self.conv1(x)))))


class WindowAttention(nn.Module):
    """Self-attention within a window, with a learned bias for each distance of two positions."""

    def __init__(self, dim: int, heads: int, window: int):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        self.attention_biases = nn.Parameter(torch.zeros(heads, window * window))
        self.register_buffer('bias_index', bias_index(window), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        windows, positions, dim = x.shape
        # Of each head: its query, key and value side by side.
        qkv = self.qkv(self.norm(x)).view(windows, positions, self.heads, 3, dim // self.heads)
        q, k, v = qkv.permute(3, 0, 2, 1, 4)
        bias = self.attention_biases[:, self.bias_index]
        scores = (q @ k.transpose(-2, -1)) * (dim // self.heads) ** -0.5 + bias
        out = scores.softmax(-1) @ v
        return self.proj(out.transpose(1, 2).reshape(windows, positions, dim))


def bias_index(window: int) -> Tensor:
    """For each pair of positions in a window the number of their distance |dy|, |dx|."""
    at = torch.cartesian_prod(torch.arange(window), torch.arange(window))
    distance = (at[:, None] - at[None]).abs()
    return distance[..., 0] * window + distance[..., 1]


class Mlp(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, 4 * dim)
        self.fc2 = nn.Linear(4 * dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(self.norm(x))))


class TinyViTBlock(nn.Module):
    """On [B, H, W, C]; H and W have to be multiples of the window."""

    def __init__(self, dim: int, heads: int, window: int):
        super().__init__()
        self.window = window
        self.attn = WindowAttention(dim, heads, window)
        self.local_conv = depthwise(dim)
        self.mlp = Mlp(dim)

    def forward(self, x: Tensor) -> Tensor:
        batch, height, width, dim = x.shape
        w = self.window
        grid = x.view(batch, height // w, w, width // w, w, dim).transpose(2, 3)
        out = self.attn(grid.reshape(-1, w * w, dim))
        out = out.view(batch, height // w, width // w, w, w, dim).transpose(2, 3)
        x = x + out.reshape(batch, height, width, dim)
        x = self.local_conv(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return x + self.mlp(x)


class Stage(nn.Module):
    """Blocks and what leads to the next stage's positions and channels; on [B, C, H, W]."""

    def __init__(self, blocks: list[nn.Module], downsample: nn.Module | None):
        super().__init__()
        self.blocks = nn.ModuleList(blocks)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        rows = isinstance(self.blocks[0], TinyViTBlock)
        if rows:
            x = x.permute(0, 2, 3, 1)
        for block in self.blocks:
            x = block(x)
        if rows:
            x = x.permute(0, 3, 1, 2)
        return x if self.downsample is None else self.downsample(x)


class Encoder(nn.Module):
    """Normalised image [B, 3, S, S] to its embedding [B, 256, S/16, S/16]."""

    def __init__(self):
        super().__init__()
        self.patch_embed = PatchEmbedding(64)
        self.layers = nn.ModuleList(
            [
                Stage([MBConv(64) for _ in range(2)], PatchMerging(64, 128, 2)),
                Stage([TinyViTBlock(128, 4, 7) for _ in range(2)], PatchMerging(128, 160, 2)),
                Stage([TinyViTBlock(160, 5, 14) for _ in range(6)], PatchMerging(160, 320, 1)),
                Stage([TinyViTBlock(320, 10, 7) for _ in range(2)], None),
            ]
        )
        self.neck = nn.Sequential(
            nn.Conv2d(320, 256, 1, bias=False),
            LayerNorm2d(256),
            nn.Conv2d(256, 256, 3, padding=1, bias=False),
            LayerNorm2d(256),
        )

    def head(self, image: Tensor) -> Tensor:
        """The input of the third stage, [B, 160, S/16, S/16]: what `features.py` stores."""
        return self.layers[1](self.layers[0](self.patch_embed(image)))

    def tail(self, features: Tensor) -> Tensor:
        return self.neck(self.layers[3](self.layers[2](features)))

    def tail_modules(self) -> list[nn.Module]:
        return [self.layers[2], self.layers[3], self.neck]

    def forward(self, image: Tensor) -> Tensor:
        return self.tail(self.head(image))


# Prompt encoder and mask decoder: Segment Anything


class PositionalEncoding(nn.Module):
    """Random Fourier features of a position in 0 to 1."""

    def __init__(self):
        super().__init__()
        self.register_buffer('positional_encoding_gaussian_matrix', torch.randn(2, 128))

    def forward(self, position: Tensor) -> Tensor:
        """[..., 2] (x, y) to [..., 256]."""
        # Not a matrix product: in half precision that would shift points by pixels.
        waves = (2 * position - 1)[..., None] * self.positional_encoding_gaussian_matrix
        angle = 2 * math.pi * waves.sum(-2)
        return torch.cat([angle.sin(), angle.cos()], -1)

    def grid(self, size: int) -> Tensor:
        """Of the middles of size × size positions: [1, 256, size, size]."""
        at = (torch.arange(size, device=self.positional_encoding_gaussian_matrix.device) + 0.5) / size
        y, x = torch.meshgrid(at, at, indexing='ij')
        return self(torch.stack([x, y], -1)).permute(2, 0, 1)[None]


class PromptEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.pe_layer = PositionalEncoding()
        self.point_embeddings = nn.ModuleList([nn.Embedding(1, 256) for _ in range(4)])
        self.not_a_point_embed = nn.Embedding(1, 256)
        self.no_mask_embed = nn.Embedding(1, 256)
        self.mask_downscaling = nn.Sequential(
            nn.Conv2d(1, 4, 2, 2), LayerNorm2d(4), nn.GELU(),
            nn.Conv2d(4, 16, 2, 2), LayerNorm2d(16), nn.GELU(),
            nn.Conv2d(16, 256, 1),
        )  # fmt: skip

    def points(self, coords: Tensor, labels: Tensor) -> Tensor:
        """Coordinates [B, N, 2] in image pixels and labels [B, N] to tokens [B, N, 256]."""
        embedding = self.pe_layer((coords + 0.5) / IMAGE_SIZE)
        kinds = torch.cat([e.weight for e in [self.not_a_point_embed, *self.point_embeddings]])
        real = (labels != PADDING)[..., None]
        return torch.where(real, embedding, 0.0) + kinds[labels + 1]

    def mask(self, logits: Tensor | None) -> Tensor:
        """Mask fed back [B, 1, S/4, S/4], or none, to what is added to the image embedding."""
        if logits is None:
            return self.no_mask_embed.weight[..., None, None]
        return self.mask_downscaling(logits)


class Attention(nn.Module):
    def __init__(self, inner: int):
        super().__init__()
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(256, inner) for _ in range(3))
        self.out_proj = nn.Linear(inner, 256)

    def forward(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        def heads(x: Tensor) -> Tensor:
            return x.view(x.shape[0], x.shape[1], 8, -1).transpose(1, 2)

        q, k, v = heads(self.q_proj(q)), heads(self.k_proj(k)), heads(self.v_proj(v))
        scores = q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5
        return self.out_proj((scores.softmax(-1) @ v).transpose(1, 2).flatten(2))


class TwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin1, self.lin2 = nn.Linear(256, 2048), nn.Linear(2048, 256)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin2(F.relu(self.lin1(x)))


class TwoWayBlock(nn.Module):
    """Tokens look at each other, then at the image; then the image looks at the tokens."""

    def __init__(self, first: bool):
        super().__init__()
        self.first = first
        self.self_attn = Attention(256)
        self.cross_attn_token_to_image = Attention(128)
        self.cross_attn_image_to_token = Attention(128)
        self.mlp = TwoLayers()
        self.norm1, self.norm2, self.norm3, self.norm4 = (nn.LayerNorm(256) for _ in range(4))

    def forward(self, tokens: Tensor, image: Tensor, token_pe: Tensor, image_pe: Tensor):
        if self.first:
            tokens = self.self_attn(tokens, tokens, tokens)
        else:
            placed = tokens + token_pe
            tokens = tokens + self.self_attn(placed, placed, tokens)
        tokens = self.norm1(tokens)
        placed_image = image + image_pe
        seen = self.cross_attn_token_to_image(tokens + token_pe, placed_image, image)
        tokens = self.norm2(tokens + seen)
        tokens = self.norm3(tokens + self.mlp(tokens))
        told = self.cross_attn_image_to_token(placed_image, tokens + token_pe, tokens)
        return tokens, self.norm4(image + told)


class TwoWayTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([TwoWayBlock(True), TwoWayBlock(False)])
        self.final_attn_token_to_image = Attention(128)
        self.norm_final_attn = nn.LayerNorm(256)

    def forward(self, image: Tensor, image_pe: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        token_pe = tokens
        for layer in self.layers:
            tokens, image = layer(tokens, image, token_pe, image_pe)
        seen = self.final_attn_token_to_image(tokens + token_pe, image + image_pe, image)
        return self.norm_final_attn(tokens + seen), image


class ThreeLayers(nn.Module):
    def __init__(self, out: int):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(256, 256), nn.Linear(256, 256), nn.Linear(256, out)])

    def forward(self, x: Tensor) -> Tensor:
        return self.layers[2](F.relu(self.layers[1](F.relu(self.layers[0](x)))))


class MaskDecoder(nn.Module):
    """Index 0 of the masks is the single-mask token, 1 to 3 are the multi-mask tokens."""

    def __init__(self):
        super().__init__()
        self.transformer = TwoWayTransformer()
        self.iou_token, self.mask_tokens = nn.Embedding(1, 256), nn.Embedding(4, 256)
        self.output_upscaling = nn.Sequential(
            nn.ConvTranspose2d(256, 64, 2, 2), LayerNorm2d(64), nn.GELU(),
            nn.ConvTranspose2d(64, 32, 2, 2), nn.GELU(),
        )  # fmt: skip
        self.output_hypernetworks_mlps = nn.ModuleList([ThreeLayers(32) for _ in range(4)])
        self.iou_prediction_head = ThreeLayers(4)

    def forward(self, image: Tensor, image_pe: Tensor, prompts: Tensor) -> tuple[Tensor, Tensor]:
        """Embedding plus dense prompt [B, 256, E, E] and prompt tokens [B, N, 256] to mask
        logits [B, 4, 4E, 4E] and predicted IoUs [B, 4]."""
        batch, channels, size, _ = image.shape
        own = torch.cat([self.iou_token.weight, self.mask_tokens.weight]).expand(batch, -1, -1)
        rows = image.flatten(2).transpose(1, 2)
        pe_rows = image_pe.flatten(2).transpose(1, 2)
        tokens, rows = self.transformer(rows, pe_rows, torch.cat([own, prompts], 1))
        upscaled = self.output_upscaling(rows.transpose(1, 2).reshape(batch, channels, size, size))
        weights = [mlp(tokens[:, 1 + i]) for i, mlp in enumerate(self.output_hypernetworks_mlps)]
        masks = torch.stack(weights, 1) @ upscaled.flatten(2)
        return masks.view(batch, 4, 4 * size, 4 * size), self.iou_prediction_head(tokens[:, 0])


class Sam(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.prompt_encoder = PromptEncoder()
        self.mask_decoder = MaskDecoder()

    def decode(
        self, embedding: Tensor, coords: Tensor, labels: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Four mask logits [B, 4, S/4, S/4] and their predicted IoUs [B, 4] for one prompt each.

        `coords` [B, N, 2] and `labels` [B, N] as the exported decoder takes them: a prompt
        without a box has a point labelled PADDING.
        """
        image = embedding + self.prompt_encoder.mask(mask)
        image_pe = self.prompt_encoder.pe_layer.grid(embedding.shape[-1])
        return self.mask_decoder(image, image_pe, self.prompt_encoder.points(coords, labels))
