"""How long `import segue` and `segue --help` take, beside an empty Python."""

import subprocess
import sys
import time


def best_ms(*arguments: str, times: int = 7) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took)[len(took) // 2]


def main() -> None:
    empty = best_ms("-c", "pass")
    for name, arguments in (("import segue", ("-c", "import segue")), ("segue --help", ("-m", "segue", "--help"))):
        print(f"{name:13} {best_ms(*arguments) - empty:6.0f} ms over an empty Python ({empty:.0f} ms); median of 7")


if __name__ == "__main__":
    main()
