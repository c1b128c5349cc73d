#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Static analysis of all sources and scripts. Fails on any finding.

    scripts/analyze.py [PATH...]      default: the whole tree; PATH is part of a file's name

clang-format and shellcheck check their kinds of files. clang-tidy (through run-clang-tidy) and
cppcheck check each source with the options of its build: all sources of the build for x64, what
ships for x86, and tests/native and the fuzzers of the native build. Which checks are on, and why
others aren't, is in .clang-tidy, .clang-format, scripts/.shellcheckrc and scripts/lib/cppcheck.txt.

Findings go to the standard output. The last line is "analysis: N passed, N failed".
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "analysis"
SETTINGS = ROOT / "scripts" / "lib"
SOURCES = (".c", ".cpp")
# Versions for which the tree is clean. Others format differently, or have checks that were not yet
# assessed, so they are not used.
VERSIONS = {"clang-format": ("14", "15", "16"), "run-clang-tidy": ("14",), "cppcheck": ("2.10",),
            "shellcheck": ("",)}
# For each preset: cppcheck's platform, clang's target, and the files to check.
PRESETS = {
    "x64": ("win64", "x86_64-w64-windows-gnu", r".*"),
    "x86": ("win32W", "i686-w64-windows-gnu", r"(src|naphost|tools)/.*"),
    "native": ("unix64", None, r"(tests/native|tools/.*/fuzz)/.*"),
}
# Options of gcc or the linker that clang doesn't know, and that don't change the language.
DROPPED = re.compile(r"-ffile-prefix-map=.*|-W.*|-fsanitize.*|-fno-sanitize.*|-g.*")


def run(command):
    return subprocess.run([str(word) for word in command], cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False)


def find(tool):
    """The program to call, or None if only other versions are installed."""
    names = [name for name in (tool, *(f"{tool}-{version}" for version in VERSIONS[tool]))
             if shutil.which(name)]
    if not names:
        sys.exit(f"analyze.py: {tool} is missing: run scripts/setup.sh")
    for name in names:
        said = run([name.replace("run-", ""), "--version"]).stdout # run-clang-tidy has no version
        if any(re.search(rf"\b{re.escape(version)}(?!\d)", said) for version in VERSIONS[tool]):
            return name
    print(f"left out: {tool}, which counts in version {' or '.join(VERSIONS[tool])} only")
    return None


def tracked(wanted):
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard"])
    if listed.returncode != 0:
        sys.exit(f"{listed.stdout}analyze.py: git says what belongs to the tree: work in a clone")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file() and
            (not wanted or any(text in name for text in wanted))]


def is_shell(name):
    with open(ROOT / name, "rb") as file:
        return name.endswith(".sh") or re.match(rb"#!.*\b(ba)?sh\b", file.readline()) is not None


def cxx_folders(compiler):
    """The compiler's folders of C++ headers: clang doesn't find Debian's."""
    shown = run(["env", "LC_ALL=C", compiler, "-E", "-v", "-x", "c++", os.devnull]).stdout
    listed = shown.split("search starts here:")[-1].split("End of search list")[0]
    return [f"-isystem{folder.strip()}" for folder in listed.splitlines() if "c++" in folder]


def database(preset, names):
    """Writes the preset's compile commands of these files, in a form that clang understands."""
    folder = WORK / preset
    for command in (["cmake", "--preset", preset, "-B", folder],
                    ["cmake", "--build", folder, "--target", "qutil_idl_headers"]):
        done = run(command)
        if done.returncode != 0:
            sys.exit(f"{done.stdout}\nanalyze.py: the preset {preset} can't be configured; "
                     "run scripts/setup.sh, then this again")
    commands = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"]).resolve()
        name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else ""
        if name not in names or name in commands or not re.fullmatch(PRESETS[preset][2], name):
            continue
        words = shlex.split(entry["command"])
        words = [word for word in words[:words.index("-o")] if not DROPPED.fullmatch(word)]
        if PRESETS[preset][1]:
            words.append(f"--target={PRESETS[preset][1]}")
            words += cxx_folders(words[0]) if name.endswith(".cpp") else []
        commands[name] = {"directory": entry["directory"], "file": str(path),
                          "command": shlex.join([*words, "-c", str(path)])}
    listed = folder / "analysed"
    listed.mkdir(exist_ok=True)
    (listed / "compile_commands.json").write_text(json.dumps(list(commands.values())))
    return listed, len(commands)


def cppcheck(program, preset, listed):
    cache = listed / "cppcheck"
    cache.mkdir(exist_ok=True)
    windows = ["--library=windows"] if PRESETS[preset][1] else []
    return [program, "--quiet", "--enable=warning,style,performance,portability", "--std=c11",
            "--std=c++17", "--inline-suppr", "--error-exitcode=1", "-j", os.cpu_count(), *windows,
            f"--platform={PRESETS[preset][0]}", f"--suppressions-list={SETTINGS / 'cppcheck.txt'}",
            f"--library={SETTINGS / 'cppcheck.cfg'}", f"--cppcheck-build-dir={cache}",
            f"--project={listed / 'compile_commands.json'}",
            "--template={file}:{line}:{column}: {severity}: {message} [{id}]\n{code}"]


def clang_tidy(program, listed):
    return [program, "-quiet", "-p", listed, "-j", os.cpu_count(),
            f"-header-filter={re.escape(str(ROOT))}/(src|naphost|tests|tools|bench|examples)/.*"]


def checks(names):
    """Each check's name and command."""
    tools = {tool: find(tool) for tool in VERSIONS}
    formatted = [name for name in names if name.endswith((*SOURCES, ".h", ".inc"))]
    shell = [name for name in names if is_shell(name)]
    if formatted and tools["clang-format"]:
        yield "clang-format", [tools["clang-format"], "--dry-run", "--Werror", *formatted]
    if shell and tools["shellcheck"]:
        yield "shellcheck", [tools["shellcheck"], "-x", "-P", "SCRIPTDIR", *shell]
    for preset in PRESETS:
        listed, count = database(preset, [name for name in names if name.endswith(SOURCES)])
        if count and tools["run-clang-tidy"]:
            yield f"clang-tidy {preset}", clang_tidy(tools["run-clang-tidy"], listed)
        if count and tools["cppcheck"]:
            yield f"cppcheck {preset}", cppcheck(tools["cppcheck"], preset, listed)


def said(output):
    """Removes colours, run-clang-tidy's command lines, and its counts of warnings."""
    output = re.sub(r"\x1b\[[0-9;]*m", "", output)
    return re.sub(r"^(clang-tidy\S* .*|\d+ warnings?(?: and \d+ errors?)? generated\.)\n", "", output,
                  flags=re.MULTILINE).strip()


def main():
    if any(word.startswith("-") for word in sys.argv[1:]):
        print(__doc__)
        return 0 if sys.argv[1] in ("-h", "--help") else 2
    WORK.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for name, command in checks(tracked(sys.argv[1:])):
        print(name, flush=True)
        done = run(command)
        passed, failed = passed + (done.returncode == 0), failed + (done.returncode != 0)
        if done.returncode != 0:
            print(said(done.stdout), flush=True)
    print(f"analysis: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
