#!/usr/bin/env python3
"""Figures of the serving table to Markdown: medians, and ratios within a round with their spread."""
import collections
import statistics
import sys

figures = collections.defaultdict(dict)
for line in open(sys.argv[1], encoding="ascii"):
    round_, name, rate, cpu = line.split()
    server, kind = name.split("-")
    figures[kind, server][round_] = (float(rate), float(cpu))

labels = {"playlist": f"playlist, {int(sys.argv[2]):,} B", "2k": "segment, 2 KB", "100k": "segment, 100 KB", "2m": "segment, 2 MB"}


def median(kind, server, column):
    return statistics.median(v[column] for v in figures[kind, server].values())


def ratio(kind, column):
    rounds = [figures[kind, "matinee"][r][column] / figures[kind, "nginx"][r][column] for r in figures[kind, "nginx"] if figures[kind, "nginx"][r][column] > 0]
    return f"{statistics.median(rounds):.2f} ({min(rounds):.2f}-{max(rounds):.2f})"


print("| | nginx requests/s | matinee requests/s | ratio (spread) | nginx CPU µs/request | matinee CPU µs/request | ratio (spread) |")
print("|---|---|---|---|---|---|---|")
for kind, label in labels.items():
    print(f"| {label} | {median(kind, 'nginx', 0):,.0f} | {median(kind, 'matinee', 0):,.0f} | {ratio(kind, 0)} "
          f"| {median(kind, 'nginx', 1):,.1f} | {median(kind, 'matinee', 1):,.1f} | {ratio(kind, 1)} |")
