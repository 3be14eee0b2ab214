#!/usr/bin/env python3
"""Publishes one public video of known segment sizes into a Matinee data folder, and the same files for nginx.

usage: seed_serving.py DATA WWW     DATA: of a matinee that has made its catalogue; WWW: the folder nginx serves
"""
import hashlib
import json
import os
import random
import sqlite3
import sys
import time

VIDEO = "v0benchservng0000"
SEGMENTS = 64
SIZES = {"2k": 2 * 1024, "100k": 100 * 1024, "2m": 2 * 1024 * 1024}

data, www = sys.argv[1], sys.argv[2]
now = int(time.time() * 1000)
noise = random.Random(1)
catalogue = sqlite3.connect(os.path.join(data, "matinee.db"), timeout=10)
owner = catalogue.execute("SELECT id FROM users").fetchone()[0]

rungs = [
    {"name": name, "width": 1280, "height": 720, "frameRate": "30/1", "crf": 22, "maxRate": size * 2, "bufferSize": size * 3, "profile": "high"}
    for name, size in SIZES.items()
]
plan = {
    "version": 1, "frameRate": "30/1", "segmentFrames": 120, "videoStreamIndex": 0, "renditions": rungs, "audio": [], "subtitles": [],
    "encoderKey": "bench", "preset": "veryfast", "totalFrames": SEGMENTS * 120, "expectedFrames": SEGMENTS * 120, "longestGop": 0,
    "shortestChunk": "00:00:20", "longestChunk": "00:01:00", "chunks": {"items": []},
}


def insert(table, **row):
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    catalogue.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


with catalogue:
    insert("videos", id=VIDEO, owner_id=owner, title="bench", description="", title_key="bench", search_text="bench", visibility="public",
           state="ready", progress=1, duration_seconds=SEGMENTS * 4, plan_version=1, created_at=now, updated_at=now, published_at=now)
    insert("plans", video_id=VIDEO, version=1, job_id="j0benchserving000", state="complete", playing=1, settled=1, revision=1,
           plan=json.dumps(plan), probe="{}", created_at=now, completed_at=now)
    for name, size in SIZES.items():
        content = noise.randbytes(size)
        digest = hashlib.sha256(content).hexdigest()
        key = f"videos/{VIDEO}/1/{name}/00000-1-bench000.m4s"
        path = os.path.join(data, "objects", key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        for copy in (path, os.path.join(www, f"{name}.m4s")):
            with open(copy, "wb") as file:
                file.write(content)
        insert("plan_objects", video_id=VIDEO, plan_version=1, kind="init", name=name, object_key=key, bytes=size, sha256=digest,
               timescale=30000, codecs="avc1.64001f", width=1280, height=720)
        for number in range(SEGMENTS):
            insert("segments", video_id=VIDEO, plan_version=1, rendition=name, number=number, object_key=key, bytes=size, duration_ticks=120000,
                   keyframe_offset=0, keyframe_bytes=1, sha256=digest, task_id="t0benchserving000")
print(VIDEO)
