"""Set up, run and test landscape_gui from a fresh clone, with nothing but Python: ``python3 packaging/dev.py run``.

Everything goes into the folder .venv of the checkout. System libraries that Qt needs on Linux are installed through apt
when this runs as root or is told to with --install-system-libraries; otherwise the one command needed is printed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "landscape-gui.stamp"
COMPILED = VENV / "landscape-gui.compiled"
PICTURE = ROOT / "out" / "first-start.png"
OLDEST, NEWEST = (3, 10), (3, 14)

QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt loads even without a display: library -> Debian package."""

X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
"""What a window adds under X11."""

WAYLAND_LIBRARIES = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}
"""What a window adds where there is only Wayland."""

VIRTUAL_DISPLAY = {"Xvfb": "xvfb"}
"""Programs that make a display nobody sees: program -> Debian package."""

XVFB = ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
"""The command that makes such a display, on the first free number, which it prints."""

FIRST_START = """
import sys
from pathlib import Path
from landscape_gui.ui.pictures import first_start
first_start(Path(sys.argv[1]))
"""
PREPARE = """
from landscape_gui.experiment import CatalogueData, Experiment, Lane, NetworkProblem
from landscape_gui.scene import complete_scene
for problem in (NetworkProblem(), NetworkProblem(CatalogueData("linear"), form="line")):
    complete_scene(Experiment(problem, (Lane("adam"),), steps=2))
"""

CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command as command; command()", "--no-logo"],
}
"""Checks of the source text: name -> arguments for the environment's Python."""

LONGEST = 40 * 60.0
"""Seconds after which a run of the tests is ended: it hangs, and each test's own limit did not help."""

SUMMARY = re.compile(r"(\d+ (passed|failed|errors?|skipped|deselected|xfailed)\b.*|no tests ran) in [\d.]+\s?s")
COLORS = re.compile(r"\x1b\[[0-9;]*m")


class SetupError(Exception):
    """Something only the person at the machine can change; the text says what."""


def say(text: str) -> None:
    """Print a line at once, also where the output is a file."""
    print(text, flush=True)


def run(*command: str | Path, **environment: str) -> int:
    """Run a command in the checkout and return its exit status, 127 where there is no such program."""
    try:
        return subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **environment})
    except OSError:
        return 127


def works(*command: str | Path) -> bool:
    """Tell whether a command can be started and succeeds; nothing of it is shown."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# --- the Python environment ---


def check_machine() -> None:
    """Raise SetupError where the dependencies have no builds for this Python and processor."""
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        raise SetupError(f"Python 3.{OLDEST[1]} to 3.{NEWEST[1]} is needed; this is {platform.python_version()}.")
    if sys.platform == "win32" and platform.machine() == "ARM64":
        raise SetupError(
            "numba has no build for Windows on Arm; install Python for 64-bit Intel, which runs there too."
        )
    if sys.platform == "darwin" and platform.machine() == "x86_64" and version > (3, 13):
        raise SetupError("On a Mac with an Intel processor numba has no build for this Python; use 3.10 to 3.13.")


def venv_python() -> Path:
    """Return the environment's interpreter, whether it exists or not."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp() -> str:
    """Return a hash of all that decides what is installed: pyproject.toml, the interpreter, the checkout's place."""
    interpreter = VENV / "pyvenv.cfg"
    parts = [(ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode(), interpreter.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def environment_works() -> bool:
    """Tell whether .venv has an interpreter that starts and has the right version."""
    return works(venv_python(), "-c", f"import sys; assert {OLDEST} <= sys.version_info[:2] <= {NEWEST}")


def ensure_environment() -> None:
    """Make .venv and install the program with its tools into it, unless that is done already."""
    if not environment_works():
        say("Making a Python environment in .venv ...")
        if run(sys.executable, "-m", "venv", "--clear", VENV) != 0:
            raise SetupError(f"{VENV} could not be made; the lines above say why.")
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == stamp():
        return
    if not works(venv_python(), "-m", "pip", "--version") and run(venv_python(), "-m", "ensurepip") != 0:
        raise SetupError(f"There is no pip in {VENV}; remove that folder and try again.")
    say("Installing the program and its tools into .venv; the first time this takes a few minutes ...")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".[dev]")
    if run(venv_python(), *pip) != 0:
        raise SetupError("pip could not install the dependencies; the lines above say why.")
    STAMP.write_text(stamp(), encoding="utf-8")


# --- system libraries ---


def has_display() -> bool:
    """Tell whether a window can be shown."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def is_root() -> bool:
    """Tell whether system packages can be installed without asking anybody."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_loadable(library: str) -> bool:
    """Tell whether the system's own linker finds a library and all that it needs."""
    try:
        import ctypes

        ctypes.CDLL(library)
    except (ImportError, OSError):
        return False
    return True


def missing_module() -> dict[str, str]:
    """Return Python's module for environments with its Debian package, where one has to be made and it is missing."""
    if importlib.util.find_spec("ensurepip") is not None or environment_works():
        return {}
    return {"Python's venv": f"python3.{sys.version_info[1]}-venv"}


def missing_libraries(window: bool) -> dict[str, str]:
    """Return the libraries Qt needs and the system lacks (library -> Debian package); none but on Linux."""
    if sys.platform != "linux":
        return {}
    wayland_only = os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("DISPLAY")
    windows = WAYLAND_LIBRARIES if wayland_only else X11_LIBRARIES
    needed = {**QT_LIBRARIES, **(windows if window else {})}
    return {library: package for library, package in needed.items() if not is_loadable(library)}


def missing_display() -> dict[str, str]:
    """Return what a virtual display and windows on it lack here (program or library -> Debian package)."""
    programs = {program: package for program, package in VIRTUAL_DISPLAY.items() if shutil.which(program) is None}
    return {**programs, **{library: name for library, name in X11_LIBRARIES.items() if not is_loadable(library)}}


def prepare(install: bool, *, qt: bool = True, window: bool = False, virtual: bool = False) -> None:
    """Install what the system lacks, all in one go, and then the Python environment.

    ``virtual`` asks for a virtual display too, but only where installing it needs no question.
    """
    missing = {**missing_module(), **(missing_libraries(window) if qt else {})}
    if virtual and sys.platform == "linux" and (install or is_root()) and shutil.which("apt-get"):
        missing.update(missing_display())
    if missing:
        install_packages(missing, install)
    ensure_environment()


def install_packages(missing: Mapping[str, str], install: bool) -> None:
    """Install Debian packages (what is missing -> package) as root, or through sudo where ``install`` allows that.

    Elsewhere raise SetupError, with the one command that does it where there is apt.
    """
    reason, packages = f"Missing on this system: {', '.join(missing)}.", list(dict.fromkeys(missing.values()))
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetupError(f"{reason}\nInstall this with the system's package manager; Debian's names are {names}.")
    if not is_root() and not install:
        command = f"sudo apt-get install -y --no-install-recommends {names}"
        raise SetupError(f"{reason}\nThis command installs it (or add --install-system-libraries):\n\n    {command}\n")
    say(f"{reason}\nInstalling {names} ...")
    apt_get("update")
    if not apt_get("install", "-y", "--no-install-recommends", *packages):
        raise SetupError(f"apt-get could not install {names}; the lines above say why.")


def apt_get(*arguments: str) -> bool:
    """Run apt-get as root, asking no questions; show what it printed only if it fails. Returns whether it succeeded."""
    sudo = [] if is_root() else ["sudo"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    result = subprocess.run(
        [*sudo, *quiet, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if result.returncode != 0:
        say(result.stdout)
    return result.returncode == 0


# --- commands ---


def command_run(arguments: Sequence[str], install: bool) -> int:
    """Start the program; without a display, and without arguments, draw what it first shows into a file."""
    prepare(install, window=has_display())
    if has_display() and not COMPILED.is_file():
        compile_kernels()
    if has_display() or arguments:
        return run(venv_python(), "-m", "landscape_gui", *arguments)
    say("There is no display here, so what the program first shows is drawn into a file ...")
    PICTURE.parent.mkdir(exist_ok=True)
    status = run(venv_python(), "-c", FIRST_START, PICTURE, QT_QPA_PLATFORM="offscreen")
    if status == 0:
        say(f"Here it is: {PICTURE}")
    return status


def compile_kernels() -> None:
    """Compile what the first window needs here, where words can say so, and not behind an empty window."""
    say("Compiling the program's kernels, only this once; it takes about a minute ...")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "first-start.png"
        if run(venv_python(), "-c", FIRST_START + PREPARE, picture, QT_QPA_PLATFORM="offscreen") == 0:
            COMPILED.write_text("", encoding="utf-8")


def command_test(arguments: Sequence[str], install: bool) -> int:
    """Check the source and run all tests, those of windows also on a virtual display; with arguments, pytest alone."""
    prepare(install, virtual=not arguments)
    if arguments:
        return run(venv_python(), "-m", "pytest", *arguments)
    failed = failed_checks()
    say("\n--- all tests, without a display")
    whole, closing = pytest(["-n", str(workers())], {"QT_QPA_PLATFORM": "offscreen"})
    windows = 0
    if sys.platform == "linux" and not missing_display():
        say("\n--- window tests, on a virtual display")
        windows, line = pytest_on_displays("tests/gui")
        closing = f"{line}\n{closing}"
    failed += [name for name, status in (("tests", whole), ("window tests", windows)) if status != 0]
    say(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All is well.'}\n{closing}")
    return 1 if failed else 0


def command_lint(_arguments: Sequence[str], install: bool) -> int:
    """Check the source text only: style, format, types, import rules."""
    prepare(install, qt=False)
    return 1 if failed_checks() else 0


def command_bench(arguments: Sequence[str], install: bool) -> int:
    """Measure speed: everything, or only what is named, as in bench core render."""
    scripts = {file.stem[len("bench_") :]: file for file in sorted((ROOT / "tests" / "bench").glob("bench_*.py"))}
    if unknown := [name for name in arguments if name not in scripts]:
        raise SetupError(f"There is nothing to measure called {unknown[0]!r}; choose from {', '.join(scripts)}.")
    prepare(install)
    return max(run(venv_python(), scripts[name]) for name in arguments or scripts)


def command_env(_arguments: Sequence[str], install: bool) -> int:
    """Set everything up and say where it is."""
    prepare(install, window=has_display())
    say(f"Ready: {venv_python()}")
    return 0


def failed_checks() -> list[str]:
    """Run the checks of the source text and return the names of those that failed."""
    failed = []
    for name, arguments in CHECKS.items():
        say(f"\n--- {name}")
        if run(venv_python(), *arguments) != 0:
            failed.append(name)
    return failed


def workers() -> int:
    """Return how many processes share the tests: one a processor, but not so many that each only compiles."""
    return min(4, os.cpu_count() or 1)


def pytest_on_displays(place: str) -> tuple[int, str]:
    """Run the tests in ``place`` on virtual displays, one for each process: windows share no keyboard."""
    with contextlib.ExitStack() as stack:
        try:
            displays = [stack.enter_context(virtual_display()) for _ in range(workers())]
        except (OSError, ValueError) as error:
            return 1, f"Xvfb made no display: {error}."
        processes = [argument for name in displays for argument in ("--tx", f"popen//env:DISPLAY={name}")]
        return pytest(["--dist", "load", *processes, place], {"QT_QPA_PLATFORM": "xcb", "DISPLAY": displays[0]})


@contextlib.contextmanager
def virtual_display() -> Iterator[str]:
    """A display that nobody sees, for as long as it is used: its name, as in ``:99``."""
    with subprocess.Popen(XVFB, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii") as server:
        try:
            assert server.stdout is not None
            yield f":{int(server.stdout.readline())}"
        finally:
            server.terminate()


def pytest(arguments: Sequence[str], environment: Mapping[str, str], prefix: Sequence[str] = ()) -> tuple[int, str]:
    """Run pytest, showing its output; return its exit status and its closing line."""
    color = "--color=yes" if sys.stdout.isatty() else "--color=no"
    command = [*prefix, str(venv_python()), "-m", "pytest", color, *arguments]
    closing = "pytest said nothing."
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        watchdog = threading.Timer(LONGEST, end, [process])
        watchdog.start()
        try:
            for line in process.stdout or ():
                say(line.rstrip("\n"))
                if SUMMARY.search(COLORS.sub("", line)):
                    closing = line.strip()
        except BaseException:
            end(process)
            raise
        finally:
            watchdog.cancel()
    return process.returncode, closing


def end(process: subprocess.Popen[str]) -> None:
    """End a command with all it has started, where it still runs."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "bench": command_bench,
    "env": command_env,
}


def parse(arguments: Sequence[str] | None) -> tuple[str, list[str], bool]:
    """Return the command, the arguments to pass on, and whether system libraries may be installed through sudo."""
    listed = "\n".join(f"  {name:6} {function.__doc__}" for name, function in COMMANDS.items())
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog=f"commands:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--install-system-libraries", action="store_true", help="let apt install them, through sudo")
    known, rest = parser.parse_known_args(arguments)
    return known.command, [argument for argument in rest if argument != "--"], known.install_system_libraries


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    command, rest, install = parse(arguments)
    try:
        check_machine()
        return COMMANDS[command](rest, install)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
