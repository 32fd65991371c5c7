"""Run by test_hostile.py in a process of its own: what it costs to look at each file named on the command line.

Prints one JSON line a file: [path, "taken" or the code of the refusal, its sentence or "", seconds of the processor, peak
of memory in MB].
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from PIL import Image  # noqa: E402

from portal.files.uploads import examine  # noqa: E402

Image.init()


def look(path):
    content, began = path.read_bytes(), time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        examine(content, path.name.partition("-")[2])
        outcome = ("taken", "")
    except ValidationError as refusal:
        outcome = (refusal.code, refusal.messages[0])
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = time.process_time() - began
    print(json.dumps([str(path), *outcome, spent, (after - before) / 1024]), flush=True)


for path in map(Path, sys.argv[1:]):
    child = os.fork()
    if not child:
        look(path)
        os._exit(0)
    os.waitpid(child, 0)
