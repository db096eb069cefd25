"""Speaks `call_de.toml` with espeak-ng: `call_de.wav` (customer), `agent_de.wav`, `call_de.json`.

    python resources/demo/make_call.py      needs espeak-ng, sox and numpy; a few seconds

Both recordings run on one clock: play them at the same time and they are a call (A-law, 8 kHz).
The third says who says what when, as `beistand cards select` reads it. Stands alone: `resources`
imports nothing of the project.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent
RATE_HZ = 8_000
TREBLE_CORNER_HZ = 1_500.0

Signal = npt.NDArray[np.float64]
"""float64, mono, -1..1."""


def main() -> int:
    call = tomllib.loads((FOLDER / "call_de.toml").read_text(encoding="utf-8"))
    placed: list[tuple[str, int, Signal]] = []
    said: list[dict[str, str | float]] = []
    end = 0
    for line in call["line"]:
        style = call["style"][line["style"]]
        spoken = speak(line["text"], style, call["voice"].get(style["voice"]))
        start = max(0, end + round(line["after_s"] * RATE_HZ))
        end = start + len(spoken)
        speaker = "agent" if line["style"] == "agent" else "customer"
        placed.append((speaker, start, spoken))
        times = {"start_s": round(start / RATE_HZ, 2), "end_s": round(end / RATE_HZ, 2)}
        said.append({"speaker": speaker} | times | {"text": line["text"]})
    transcript = {"sid": "demo call_de", "utterances": said}
    words = json.dumps(transcript, indent=1, ensure_ascii=False)
    (FOLDER / "call_de.json").write_text(words + "\n", encoding="utf-8")
    length = end + RATE_HZ
    for side, name in (("customer", "call_de.wav"), ("agent", "agent_de.wav")):
        track = np.zeros(length)
        for speaker, start, spoken in placed:
            if speaker == side:
                track[start : start + len(spoken)] += spoken
        write_alaw(FOLDER / name, track)
    return 0


def speak(text: str, style: dict[str, Any], own: dict[str, Any] | None = None) -> Signal:
    """One line in one style, through the telephone band, at 8 kHz; `own`: a voice of this file."""
    signal, rate_hz = synthesise(text, style, own)
    signal = shelf(signal, rate_hz, style["treble_db"])
    if style["drive"] > 0:
        signal = np.tanh(style["drive"] * signal / np.abs(signal).max())
    signal = telephone(signal, rate_hz)
    loud = signal[np.abs(signal) > 0.3 * np.sqrt(np.mean(signal**2))]
    signal = signal * (10 ** (style["level_db"] / 20) / np.sqrt(np.mean(loud**2)))
    clipped: Signal = np.clip(signal, -1, 1)
    return clipped


def synthesise(
    text: str, style: dict[str, Any], own: dict[str, Any] | None = None
) -> tuple[Signal, int]:
    """espeak-ng's own output and its rate in Hz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        ssml = f'<speak><prosody range="{style["range"]}%">{text}</prosody></speak>'
        command = ["espeak-ng", "-m", "-v", style["voice"], "-s", str(style["rate"])]
        command += ["-p", str(style["pitch"]), "-w", str(path), ssml]
        if own is not None:
            add_variant(Path(folder), own, style)
            command.insert(1, f"--path={folder}")
        subprocess.run(command, check=True)
        with wave.open(str(path)) as file:
            raw = file.readframes(file.getnframes())
            return np.frombuffer(raw, "<i2") / 32_768.0, file.getframerate()


def add_variant(folder: Path, own: dict[str, Any], style: dict[str, Any]) -> None:
    """espeak-ng's data in `folder`, as links, with the style's voice variant beside them."""
    version = ["espeak-ng", "--version"]
    said = subprocess.run(version, check=True, capture_output=True, text=True).stdout
    installed = Path(said.partition("Data at:")[2].strip())
    data = folder / "espeak-ng-data"
    (data / "voices" / "!v").mkdir(parents=True)
    for item in installed.iterdir():
        if item.name != "voices":
            (data / item.name).symlink_to(item)
    name = style["voice"].partition("+")[2]
    formants = enumerate([style["first_formant"], *own["upper_formants"]], start=1)
    lines = ["language variant", f"name {name}", f"klatt {own['klatt']}"]
    lines.append("pitch " + " ".join(map(str, own["pitch_hz"])))
    lines += [f"formant {number} {percent} 100 100 0" for number, percent in formants]
    (data / "voices" / "!v" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def shelf(signal: Signal, rate_hz: int, gain_db: float) -> Signal:
    """A treble shelf: `gain_db` above 1.5 kHz, nothing well below."""
    spectrum = np.fft.rfft(signal)
    hz = np.maximum(np.fft.rfftfreq(len(signal), 1 / rate_hz), 1.0)
    amount = 1 / (1 + (TREBLE_CORNER_HZ / hz) ** 4)
    return np.fft.irfft(spectrum * 10 ** (gain_db * amount / 20), len(signal))


def telephone(signal: Signal, rate_hz: int) -> Signal:
    """300-3400 Hz at 8 kHz."""
    common = int(np.gcd(rate_hz, RATE_HZ))
    padded = np.pad(signal, (0, -len(signal) % (rate_hz // common)))
    length = len(padded) * RATE_HZ // rate_hz
    spectrum = np.fft.rfft(padded)[: length // 2 + 1] * (length / len(padded))
    hz = np.maximum(np.fft.rfftfreq(length, 1 / RATE_HZ), 1.0)
    band = 1 / np.sqrt(1 + (300 / hz) ** 8) / np.sqrt(1 + (hz / 3_400) ** 16)
    limited: Signal = np.fft.irfft(spectrum * band, length)
    return limited


def write_alaw(path: Path, signal: Signal) -> None:
    pcm = np.rint(signal * 32_767).astype("<i2").tobytes()
    source = ["-t", "raw", "-r", str(RATE_HZ), "-e", "signed", "-b", "16", "-c", "1", "-"]
    # -D: no dither, so that the same text gives the same file
    subprocess.run(["sox", "-D", *source, "-e", "a-law", str(path)], input=pcm, check=True)


if __name__ == "__main__":
    sys.exit(main())
