#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Static analysis of everything in the tree that people write. Zero findings, or it fails.

    scripts/analyze.py [--all] [--jobs N] [TEXT...]

clang-format and shellcheck look at each file of theirs. clang-tidy sees each source as the
mingw-w64 build for x64 does, what ships as that for x86 does, and the rest of tests/native and of
the fuzzers as the native build; cppcheck sees all of it for both platforms. Which checks are on,
and why others aren't, is in .clang-tidy, .clang-format, scripts/.shellcheckrc and
scripts/lib/cppcheck.txt.

What passed once is not looked at again until the file, anything of ours that it includes, the
compiler's command, the settings or the tool have changed; --all forgets what passed. With TEXT,
only the checks whose name contains it ("clang-tidy", "src/soh"). Findings go to the standard
output; the last line says "analysis: N passed, N failed".
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "analysis"
PRESETS = ("x64", "x86", "native")
SHIPPED = ("src/", "tools/")
SOURCES = {".c", ".cpp"}
FORMATTED = SOURCES | {".h", ".inc"}
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]', re.MULTILINE)
# Options of gcc, or of the linker, that say nothing of the language and that clang doesn't know.
DROPPED = re.compile(r"-ffile-prefix-map=.*|-W.*|-fsanitize.*|-fno-sanitize.*|-g.*")
# The versions that the tree was made clean with. Others lay out differently (clang-format 19 in 120
# places), have new checks that nobody has judged, or new mistakes: they are not asked.
VERSIONS = {"clang-format": ("14", "15", "16"), "clang-tidy": ("14",), "cppcheck": ("2.10",),
            "shellcheck": ("",)}
CPPCHECK_PLATFORM = {"x64": "win64", "x86": "win32W", "native": "unix64"}


TOOLS = {}  # the programs to call, found by versions()


class Check:
    """One tool's look at one subject."""

    def __init__(self, tool, subject, command, inputs, folder=ROOT):
        self.name = f"{tool} {subject}"
        self.tool = TOOLS[tool]
        self.command = [str(word) for word in command]
        self.inputs = inputs
        self.folder = folder
        self.output = ""


class Inputs:
    """Contents of files, each read once, and what of the tree each source includes."""

    def __init__(self):
        self.read = {}
        self.includes = {}

    def digest(self, path):
        if path not in self.read:
            content = pathlib.Path(path).read_bytes()
            self.read[path] = hashlib.sha256(content).hexdigest()
            self.includes[path] = [name.decode() for name in INCLUDE.findall(content)]
        return self.read[path]

    def closure(self, source, folders):
        """The source and all it includes, looked for beside the including file and in folders."""
        found, waiting = {}, [str(source)]
        while waiting:
            path = waiting.pop()
            if path in found:
                continue
            found[path] = self.digest(path)
            for name in self.includes[path]:
                for folder in (os.path.dirname(path), *folders):
                    included = os.path.normpath(os.path.join(folder, name))
                    if os.path.isfile(included):
                        waiting.append(included)
                        break
        return sorted(found)


def run(command, **more):
    return subprocess.run(command, cwd=more.pop("cwd", ROOT), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **more)


def tracked():
    """The files that belong to the tree: by git or, where that isn't, by what lies there."""
    try:
        listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard"])
        names = listed.stdout.splitlines() if listed.returncode == 0 else None
    except FileNotFoundError:
        names = None
    if names is None:
        paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [str(path) for path in paths if path.parts[0] not in ("build", ".git")]
    return sorted({name for name in names if (ROOT / name).is_file()})


def is_shell(name):
    if name.endswith(".sh"):
        return True
    with open(ROOT / name, "rb") as file:
        return re.match(rb"#!.*\bsh\b|#!.*\bbash\b", file.readline()) is not None


def configure(preset):
    """The preset's compile commands, with the generated headers in place."""
    folder = WORK / preset
    for command in (["cmake", "--preset", preset, "-B", folder],
                    ["cmake", "--build", folder, "--target", "qutil_idl_headers"]):
        done = run(command)
        if done.returncode != 0:
            sys.exit(f"{done.stdout}\nanalyze.py: the preset {preset} can't be configured; "
                     "run scripts/setup.sh, then this again")
    with open(folder / "compile_commands.json", encoding="utf-8") as file:
        return json.load(file)


def mingw_folders(compiler):
    """Where that compiler has its system headers: clang doesn't find Debian's for C++."""
    shown = run([compiler, "-E", "-v", "-x", "c++", os.devnull], env={**os.environ, "LC_ALL": "C"})
    listed = shown.stdout.split("search starts here:")[-1].split("End of search list")[0]
    return [os.path.normpath(line.strip()) for line in listed.splitlines() if line.strip()]


def own_commands(preset):
    """For each source of ours: the options of its first compilation."""
    commands = {}
    for entry in configure(preset):
        path = pathlib.Path(entry["file"]).resolve()
        if path.suffix not in SOURCES or not path.is_relative_to(ROOT) or \
                path.is_relative_to(ROOT / "build"):
            continue
        name = str(path.relative_to(ROOT))
        words = shlex.split(entry["command"])
        words = words[:words.index("-o")]
        commands.setdefault(name, [words[0]] + [word for word in words[1:]
                                                if not DROPPED.fullmatch(word)])
    return commands


def include_folders(words):
    return [word[2:] for word in words if word.startswith("-I")]


def tidy_checks(preset, commands, inputs):
    target = {"x64": "x86_64-w64-windows-gnu", "x86": "i686-w64-windows-gnu"}.get(preset)
    for name, words in sorted(commands.items()):
        options = list(words[1:])
        if target:
            options.append(f"--target={target}")
            if name.endswith(".cpp"):
                options += [f"-isystem{folder}" for folder in mingw_folders(words[0])
                            if "c++" in folder]
        settings = [str(folder / ".clang-tidy") for folder in reversed((ROOT / name).parents)
                    if folder.is_relative_to(ROOT) and (folder / ".clang-tidy").exists()]
        # Names look the same on each platform, and the check is the slowest of all.
        less = ["--checks=-readability-identifier-naming"] if preset == "x86" else []
        command = ["clang-tidy", "--quiet", *less,
                   f"--header-filter={re.escape(str(ROOT))}/(src|tests|tools|bench|examples)/.*",
                   ROOT / name, "--", words[0], *options]
        yield Check("clang-tidy", f"{preset} {name}", command,
                    [*settings, *inputs.closure(ROOT / name, include_folders(words))])


def cppcheck_check(preset, commands, inputs):
    """One run for all sources, because it follows calls from file to file."""
    folder = WORK / preset
    cache = folder / "cppcheck"
    cache.mkdir(exist_ok=True)
    project = folder / "cppcheck.json"
    project.write_text(json.dumps([
        {"directory": str(folder), "file": str(ROOT / name),
         "command": shlex.join([*words, "-c", str(ROOT / name)])}
        for name, words in sorted(commands.items())]), encoding="utf-8")
    settings = ROOT / "scripts" / "lib" / "cppcheck.txt"
    command = ["cppcheck", "--quiet", "--enable=warning,style,performance,portability",
               "--std=c11", "--std=c++17", "--inline-suppr", "--error-exitcode=1",
               f"--platform={CPPCHECK_PLATFORM[preset]}", f"--suppressions-list={settings}",
               f"--library={ROOT / 'scripts' / 'lib' / 'cppcheck.cfg'}",
               f"--cppcheck-build-dir={cache}", f"--project={project}",
               "--template={file}:{line}:{column}: {severity}: {message} [{id}]\n{code}"]
    if preset != "native":
        command.append("--library=windows")
    needed = {str(settings), str(settings.with_suffix(".cfg")), str(project)}
    for name, words in commands.items():
        needed.update(inputs.closure(ROOT / name, include_folders(words)))
    return Check("cppcheck", f"{preset} (all sources)", command, sorted(needed))


def all_checks(inputs):
    names = tracked()
    for name in names:
        if pathlib.Path(name).suffix in FORMATTED:
            yield Check("clang-format", name, ["clang-format", "--dry-run", "--Werror", name],
                        [str(ROOT / ".clang-format"), str(ROOT / name)])
        elif is_shell(name):
            # Its settings are in scripts/, and it looks for them from the script's folder upward.
            scripts = [str(ROOT / other) for other in names
                       if other.endswith((".sh", ".shellcheckrc"))]
            yield Check("shellcheck", name, ["shellcheck", "-x", "-P", "SCRIPTDIR", name],
                        [*scripts, str(ROOT / name)])
    seen = set()
    for preset in PRESETS:
        commands = own_commands(preset)
        if preset == "x86":
            tidied = {name: words for name, words in commands.items() if name.startswith(SHIPPED)}
        else:
            tidied = {name: words for name, words in commands.items() if name not in seen}
        if preset == "native":
            commands = tidied
        seen.update(commands)
        yield from tidy_checks(preset, tidied, inputs)
        yield cppcheck_check(preset, commands, inputs)


def findTool(tool):
    """The program to call, and what it says of its version; None if only others are there."""
    present = [name for name in (tool, *(f"{tool}-{version}" for version in VERSIONS[tool]))
               if shutil.which(name)]
    if not present:
        sys.exit(f"analyze.py: {tool} is missing: run scripts/setup.sh, or apt install {tool}")
    for name in present:
        said = run([name, "--version"]).stdout
        number = re.search(r"\d+\.\d+", said)
        if number and any(f"{number[0]}.".startswith(version and f"{version}.")
                          for version in VERSIONS[tool]):
            return name, said
    print(f"left out: {tool}, for here it is {number and number[0]}, and "
          f"{' to '.join(VERSIONS[tool][::len(VERSIONS[tool]) - 1 or 1])} is what counts")
    return None, ""


def versions():
    """What the tools say they are; a new one looks at everything anew."""
    said = {}
    for tool in VERSIONS:
        TOOLS[tool], said[tool] = findTool(tool)
    for compiler in ("x86_64-w64-mingw32-gcc", "i686-w64-mingw32-gcc"):
        said[compiler] = run([compiler, "--version"]).stdout
    return json.dumps(said)


def key(check, inputs, tools):
    text = json.dumps([check.command, tools, [(path, inputs.digest(path))
                                              for path in check.inputs]])
    return hashlib.sha256(text.encode()).hexdigest()


def perform(check):
    done = run([check.tool, *check.command[1:]], cwd=check.folder)
    # clang-tidy counts what it suppressed in system headers even when it has nothing to say.
    check.output = re.sub(r"^\d+ warnings?(?: and \d+ errors?)? generated\.\n", "", done.stdout,
                          flags=re.MULTILINE)
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="look again at what passed before")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="default: all processors")
    parser.add_argument("text", nargs="*", help="only checks whose name contains one of these")
    options = parser.parse_args()

    stamps = WORK / "passed"
    stamps.mkdir(parents=True, exist_ok=True)
    inputs, tools = Inputs(), versions()
    checks = [check for check in all_checks(inputs)
              if check.tool and (not options.text or any(text in check.name
                                                          for text in options.text))]
    keys = {check.name: key(check, inputs, tools) for check in checks}
    waiting = [check for check in checks
               if options.all or not (stamps / keys[check.name]).exists()]
    # The long ones first, so that none is left alone at the end.
    waiting.sort(key=lambda check: not check.name.startswith("cppcheck"))

    failed, said = 0, time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        done = 0
        for check, passed in zip(waiting, pool.map(perform, waiting)):
            if passed:
                (stamps / keys[check.name]).touch()
            else:
                failed += 1
                print(f"-- {check.name}\n{check.output.strip()}", flush=True)
            done += 1
            if time.monotonic() - said > 10:
                said = time.monotonic()
                print(f"{done} of {len(waiting)} done", flush=True)
    for stamp in stamps.iterdir():
        if not options.text and stamp.name not in keys.values():
            stamp.unlink()
    print(f"{len(checks) - len(waiting)} of {len(checks)} checks passed before and are unchanged")
    print(f"analysis: {len(checks) - failed} passed, {failed} failed")
    return 1 if failed or not checks else 0


if __name__ == "__main__":
    sys.exit(main())
