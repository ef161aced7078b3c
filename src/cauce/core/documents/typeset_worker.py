"""Child process of `typeset`: compile one prepared folder and leave, giving its memory back."""

from datetime import datetime
from pathlib import Path

from .sandbox import serve
from .typeset import compile_folder


def work(job: dict) -> dict:
    compile_folder(Path(job["folder"]), datetime.fromisoformat(job["date"]), Path(job["fonts"]))
    return {}


if __name__ == "__main__":
    serve(work)
