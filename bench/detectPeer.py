"""The window-PCA residual in numpy, one thread: windows of blocks of the series times the shapes, by BLAS. Reads and writes raw float64.

    python detectPeer.py FOLDER WIDTH COUNT
"""
import sys
import time

import numpy as np

folder, width, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = np.fromfile(f"{folder}/series.f64")
mean = np.fromfile(f"{folder}/mean.f64")
shapes = np.fromfile(f"{folder}/shapes.f64").reshape(count, width)
block = 8192


def score():
    out = np.zeros(len(x))
    for start in range(width - 1, len(x), block):
        end = min(start + block, len(x))
        windows = np.lib.stride_tricks.sliding_window_view(x[start - width + 1 : end], width) - mean
        energy = np.einsum("ij,ij->i", windows, windows)
        dots = windows @ shapes.T
        energy -= np.einsum("ij,ij->i", dots, dots)
        out[start:end] = np.sqrt(np.maximum(0, energy) / width)
    return out


best = 1e9
for _ in range(4):
    begun = time.perf_counter()
    scores = score()
    best = min(best, time.perf_counter() - begun)
scores.tofile(f"{folder}/scores.f64")
print(best)
