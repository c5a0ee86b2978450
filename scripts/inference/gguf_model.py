#!/usr/bin/env python3
"""Writes a small network of Llama's shape with random weights and a vocabulary of bytes, as GGUF.

    gguf_model.py FILE
"""

import sys

import gguf
import numpy as np

LAYERS, HIDDEN, HEADS, INNER, LONGEST = 8, 512, 8, 1376, 1024
VOCABULARY = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁"]
KINDS = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL,
         *[gguf.TokenType.BYTE] * 256, gguf.TokenType.NORMAL]


def main():
    """Draws and writes."""
    if len(sys.argv) != 2:
        sys.exit("usage: gguf_model.py FILE")
    dice = np.random.default_rng(3)
    file = gguf.GGUFWriter(sys.argv[1], "llama")
    file.add_context_length(LONGEST)
    file.add_embedding_length(HIDDEN)
    file.add_block_count(LAYERS)
    file.add_feed_forward_length(INNER)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_rope_dimension_count(HIDDEN // HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_vocab_size(len(VOCABULARY))
    file.add_tokenizer_model("llama")
    file.add_token_list(VOCABULARY)
    file.add_token_scores([0.0] * len(VOCABULARY))
    file.add_token_types(KINDS)
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_unk_token_id(0)

    def matrix(name, rows, columns):
        weights = dice.standard_normal((rows, columns), np.float32) / np.sqrt(columns)
        file.add_tensor(f"{name}.weight", weights.astype(np.float32))

    matrix("token_embd", len(VOCABULARY), HIDDEN)
    matrix("output", len(VOCABULARY), HIDDEN)
    file.add_tensor("output_norm.weight", np.ones(HIDDEN, np.float32))
    for layer in range(LAYERS):
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            matrix(f"blk.{layer}.{name}", HIDDEN, HIDDEN)
        matrix(f"blk.{layer}.ffn_gate", INNER, HIDDEN)
        matrix(f"blk.{layer}.ffn_up", INNER, HIDDEN)
        matrix(f"blk.{layer}.ffn_down", HIDDEN, INNER)
        for name in ("attn_norm", "ffn_norm"):
            file.add_tensor(f"blk.{layer}.{name}.weight", np.ones(HIDDEN, np.float32))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


main()
