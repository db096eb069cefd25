"""Speaks `notice.toml` with espeak-ng into `notice_<language>.wav` (A-law, 8 kHz, mono).

python resources/notice/make_notice.py      needs espeak-ng and sox
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    notices = tomllib.loads((FOLDER / "notice.toml").read_text(encoding="utf-8"))["notice"]
    for language, notice in notices.items():
        with tempfile.TemporaryDirectory() as folder:
            spoken = str(Path(folder) / "spoken.wav")
            voice = ["-v", notice["voice"], "-s", str(notice["rate"]), "-p", str(notice["pitch"])]
            subprocess.run(["espeak-ng", *voice, "-w", spoken, notice["text"]], check=True)
            target = ["-r", "8000", "-c", "1", "-e", "a-law", str(FOLDER / notice["file"])]
            effects = ["sinc", "300-3400", "norm", "-6", "pad", "0.3", "0.3"]
            subprocess.run(["sox", "-D", spoken, *target, *effects], check=True)
        print(f"{notice['file']}: {language}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
