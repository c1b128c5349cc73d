#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Mutation testing: do the tests kill the mutants of src/? Prints those that survive.

    scripts/mutate.py [--arch x64|x86] [--only TEXT]... [--sample N] [--minutes M] [--jobs J]

    --arch      architecture of the mutated DLL; default x64
    --only      mutants whose id contains TEXT (a file's name, "src/soh", "notifier.c:120:")
    --sample    N mutants, evenly from each file
    --minutes   start no mutant after that time; the next run continues where this one stopped
    --jobs      parallel jobs, each with its own tree, build folder and Wine prefix; default 2

scripts/lib/mutants.py finds the mutants in the syntax tree. A mutant with the same object code as
the original, or as another mutant, is equivalent and doesn't count. For each mutant the tests of
its file (TESTS below) run until one fails; those that killed most in least time run first. The
original has to pass them all before and after. A mutant is killed only if a test fails or computes
without an end; if the failure may depend on time, only if it fails twice. If a test twice doesn't
end in time, which a busy machine can cause, the mutant is unsure, and the next run tries it again.
Everything happens under build/mutation/. Results are kept in results-ARCH.jsonl there, and used
again while the source file is the same. The last line is "mutation: N killed, N survived, N unsure".
"""
import argparse
import collections
import concurrent.futures
import fcntl
import hashlib
import json
import os
import pathlib
import queue
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
try:
    import mutants as finder
except ImportError:
    sys.exit("mutate.py: libclang for Python is missing: run scripts/setup.sh")

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutation"
TARGET = {"x64": "x86_64-w64-windows-gnu", "x86": "i686-w64-windows-gnu"}
# Which tests run for a file; the first row that matches counts.
NAPHOST = "naphost_(server|request)"  # naphost.dll shares src/com and src/soh; the others are slow
TESTS = [(re.compile(files), re.compile(tests)) for files, tests in (
    (r"src/notifier", r"(test_notifier_(?!example)|contract_(notifier|service))"),
    (r"src/naputil", r"contract_(memory|layout|notifier)"),
    (r"src/com/(registry|modulepath)",
     rf"(test_com_registration|test_naphost_ends|contract_(registration|{NAPHOST}))"),
    (r"src/com/|src/dllmain",
     rf"(test_com_|test_notifier_ends|contract_({NAPHOST}|(?!service|registration|naphost)))"),
    (r"src/", rf"(test_(soh_|com_|textlength)|"
              rf"contract_({NAPHOST}|(?!service|registration|notifier|naphost)))"),
)]
LEAST_TIMEOUT = 30
LONG = 4  # seconds, after which a test program is stopped when one of its tests has failed
VERDICT = re.compile(rb"^testrunner: (passed|FAILED)", re.MULTILINE)
NAMED = b"[  FAILED  ] "  # cmocka names a test that failed
OUTCOMES = ("killed", "survived", "timeout", "unclear", "equivalent", "invalid")
UNSURE = OUTCOMES[2:4]
LOOP = 12  # seconds of processor time, which no busy machine can add to


def run(command, **more):
    """Runs the command, and exits if it fails."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace",
                          check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{done.stdout[-3000:]}\nmutate.py: {shlex.join(str(w) for w in command)} failed")
    return done.stdout


def digest(*contents):
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def cpuSeconds(group):
    """What the processes of this group have used so far."""
    ticks = 0
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def testsOf(file):
    return next(tests for files, tests in TESTS if files.match(file))


class Test:
    """A test of ctest's, and how long it takes with the original."""

    def __init__(self, entry, build):
        properties = {item["name"]: item["value"] for item in entry.get("properties", [])}
        self.name = entry["name"]
        self.command = entry["command"]
        self.folder = properties.get("WORKING_DIRECTORY", str(build))
        self.seconds = LEAST_TIMEOUT
        # One failure of the others may come from a busy machine, or from what a mutant left.
        self.isExact = "in-own-prefix.sh" not in " ".join(self.command) and \
            self.name.startswith(("contract_", "test_soh_"))
        self.programs = [os.path.relpath(word, build) for word in self.command
                         if word.endswith(".exe")]


class Worker:
    """One thread's copy of the sources, its build, and its Wine prefix."""

    def __init__(self, number, arch):
        self.home = WORK / f"worker-{number}"
        self.tree = self.home / "tree"
        self.build = self.tree / "build" / arch
        self.cache = self.home / "cache"
        self.environment = {**os.environ, "QUTIL_CACHE": str(self.cache), "QUTIL_COPY": ""}
        self.copySources()
        self.copyCache()
        # No warnings: they are errors, and would refuse many valid mutants.
        run(["cmake", "--preset", arch, "-DCMAKE_C_FLAGS=-w"], cwd=self.tree)

    def copySources(self):
        names = {name for name in run(["git", "ls-files"], cwd=ROOT).splitlines()
                 if (ROOT / name).is_file()}
        for name in names:
            here, there = ROOT / name, self.tree / name
            there.parent.mkdir(parents=True, exist_ok=True)
            if not there.is_file() or there.read_bytes() != here.read_bytes():
                shutil.copy(here, there)
        for path in (self.tree / "src").rglob("*.[ch]"):
            if str(path.relative_to(self.tree)) not in names:
                path.unlink()

    def copyCache(self):
        origin = run(["bash", "-c", '. "$1/scripts/lib/common.sh"; printf %s "$QUTIL_CACHE"', "-", ROOT])
        if not (self.cache / "wine" / "template").exists():
            new = self.home / "cache.new"
            for path in (new, self.cache):
                shutil.rmtree(path, ignore_errors=True)
            run(["cp", "-a", "--reflink=auto", origin, new])
            for name in ("run", "copy-*"):  # of the origin's servers
                for path in new.glob(f"wine-*/{name}"):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            new.rename(self.cache)
        self.cleanWine()  # a killed run may have left a service

    def cleanWine(self):
        """Undoes what a mutant did to the registry or to services: tests make the copies anew."""
        script = 'for name in common wine own-prefix; do . "$1/scripts/lib/$name.sh"; done; ' \
                 'renewPrefix; removeCopies'
        subprocess.run(["bash", "-c", script, "-", str(self.tree)], env=self.environment,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False, timeout=60)

    def make(self, *targets):
        done = subprocess.run(["ninja", "-C", str(self.build), "-j1", *targets], check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, env=self.environment)
        return done.returncode == 0

    def listTests(self, needed):
        shown = run(["ctest", "--test-dir", self.build, "--show-only=json-v1"])
        entries = json.loads(shown[shown.index("{"):])["tests"]
        self.tests = [Test(entry, self.build) for entry in entries
                      if any(tests.match(entry["name"]) for tests in needed)]
        self.programs = sorted({program for test in self.tests for program in test.programs})

    def commands(self):
        """For each source of src/: its compiler options, and its object file."""
        found = {}
        for entry in json.loads((self.build / "compile_commands.json").read_text()):
            path = pathlib.Path(entry["file"])
            words = shlex.split(entry["command"])
            if path.suffix != ".c" or "-o" not in words:
                continue
            made = words[words.index("-o") + 1]
            if made.startswith("src/"):
                found[str(path.relative_to(self.tree))] = (words[1:words.index("-o")], made)
        return found

    def objects(self, sources):
        """A digest of these sources' object files; None if one doesn't compile."""
        made = [self.compiled[name][1] for name in sources]
        return digest(*[(self.build / name).read_bytes() for name in made]) \
            if self.make(*made) else None

    def runOnce(self, test, patience):
        """Returns "passed"; "failed" if a test did, or "crashed" if the program; "endless" if it
        computes without an end; "timeout"; "unclear" if it didn't run."""
        path = self.home / "output"
        start = time.monotonic()
        end = start + patience * max(LEAST_TIMEOUT, 5 * test.seconds)
        with open(path, "wb") as output:
            process = subprocess.Popen(test.command, cwd=test.folder, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=output, start_new_session=True,
                                       env=self.environment)
        while process.poll() is None:
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                now = time.monotonic()
                if now < start + LONG:
                    continue
                hasFailed = NAMED in path.read_bytes()
                isEndless = cpuSeconds(process.pid) > max(LOOP, 5 * test.seconds)
                if now > end or hasFailed or isEndless:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    self.cleanWine()
                    return "failed" if hasFailed else "endless" if isEndless else "timeout"
        text = path.read_bytes()
        words = VERDICT.findall(text)
        if not words:
            return "unclear"
        if words[-1] == b"passed":
            return "passed"
        return "failed" if NAMED in text else "crashed"

    def judge(self, test):
        """Tries most tests that don't pass once more, with more time and a fresh Wine."""
        verdict = self.runOnce(test, 1)
        if verdict in ("passed", "endless") or (verdict == "failed" and test.isExact):
            return verdict
        self.cleanWine()
        verdict = self.runOnce(test, 3)
        return "failed" if verdict == "crashed" else verdict

    def control(self):
        """Returns the tests that the original doesn't pass; measures each test's time."""
        broken = []
        for test in self.tests:
            start = time.monotonic()
            if self.judge(test) != "passed":
                broken.append(test.name)
            test.seconds = time.monotonic() - start
        self.cleanWine()
        return broken

    def prepare(self, needed):
        self.listTests(needed)
        if not self.make(*self.programs):
            sys.exit("mutate.py: the original doesn't build: cmake --build --preset … tells why")
        self.compiled = self.commands()
        broken = self.control()
        print("".join(f"not used, because the original fails: {name}\n" for name in broken), end="")
        self.tests = [test for test in self.tests if test.name not in broken]
        if not self.tests:
            sys.exit("mutate.py: the original passes no test. scripts/test.sh tells why; "
                     "if it passes, delete build/mutation/worker-*")


class Campaign:
    """The mutants to try, the workers, and the results."""

    def __init__(self, options):
        self.options = options
        self.results = WORK / f"results-{options.arch}.jsonl"
        self.known = {}
        self.lock = threading.Lock()
        self.twins = {}
        self.skill = collections.defaultdict(lambda: [0.5, 1.0])
        WORK.mkdir(parents=True, exist_ok=True)
        self.held = open(WORK / "lock", "w", encoding="utf-8")
        try:
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("mutate.py: another campaign is at work in build/mutation")
        self.workers = [Worker(number, options.arch) for number in range(options.jobs)]

    def find(self):
        first = self.workers[0]
        if not first.make("qutil_idl_headers"):
            sys.exit("mutate.py: the headers can't be made")
        resources = run(["clang", "-print-resource-dir"]).strip()
        commands = {name: [word for word in words if not word.startswith(("-f", "-W"))] +
                    ["-resource-dir", resources, f"--target={TARGET[self.options.arch]}"]
                    for name, (words, _) in first.commands().items()}
        self.mutants, self.users = finder.mutants(str(first.tree), commands)
        self.sources = {mutant.file: digest((first.tree / mutant.file).read_bytes())
                        for mutant in self.mutants}
        if self.results.exists():
            for line in self.results.read_text().splitlines():
                entry = json.loads(line)
                if self.sources.get(entry["file"]) == entry["source"] and \
                        entry["outcome"] not in UNSURE:
                    self.known[entry["id"]] = entry

    def choose(self):
        """Orders the mutants so that a run that stops early has an even sample of each file."""
        files = collections.defaultdict(list)
        for mutant in self.mutants:
            if not self.options.only or any(text in mutant.id for text in self.options.only):
                files[mutant.file].append(mutant)
        ranked = []
        for name, members in files.items():
            random.Random(name).shuffle(members)
            ranked += [((rank + 0.5) / len(members), mutant) for rank, mutant in enumerate(members)]
        return [mutant for _, mutant in sorted(ranked)][:self.options.sample]

    def inEachWorker(self, action):
        with concurrent.futures.ThreadPoolExecutor(len(self.workers)) as pool:
            list(pool.map(action, self.workers))

    def go(self, chosen):
        waiting = queue.Queue()
        for mutant in chosen:
            if mutant.id not in self.known:
                waiting.put(mutant)
        print(f"{len(chosen)} mutants, {waiting.qsize()} of them to try", flush=True)
        if waiting.empty():
            return
        needed = {testsOf(mutant.file) for mutant in waiting.queue}
        self.inEachWorker(lambda worker: worker.prepare(needed))
        self.original = {}
        for file, users in self.users.items():
            sources = sorted(users & set(self.workers[0].compiled))
            if file in self.sources:
                self.original[file] = self.workers[0].objects(sources)
        end = time.monotonic() + 60 * (self.options.minutes or 1e6)
        self.inEachWorker(lambda worker: self.work(worker, waiting, end))
        broken = {name for worker in self.workers for name in worker.broken}
        if broken:
            print(f"don't trust this run: now the original fails: {', '.join(sorted(broken))}")

    def work(self, worker, waiting, end):
        while time.monotonic() < end:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                break
            path = worker.tree / mutant.file
            original = path.read_bytes()
            try:
                path.write_bytes(original[:mutant.start] + mutant.after.encode() +
                                 original[mutant.end:])
                outcome, by = self.attempt(worker, mutant)
            finally:
                path.write_bytes(original)
            self.record(mutant, outcome, by)
        worker.make(*worker.programs)
        worker.broken = worker.control()

    def attempt(self, worker, mutant):
        sources = sorted(self.users[mutant.file] & set(worker.compiled))
        made = worker.objects(sources)
        if made is None:
            return "invalid", ""
        with self.lock:
            twin = self.twins.setdefault((mutant.file, made), mutant.id)
        if made == self.original[mutant.file] or twin != mutant.id:
            return "equivalent", ""
        tests = testsOf(mutant.file)
        for test in sorted((test for test in worker.tests if tests.match(test.name)),
                           key=lambda test: self.cost(mutant, test)):
            if not worker.make(*test.programs):
                return "invalid", "link"
            verdict = worker.judge(test)
            with self.lock:
                self.skill[mutant.file, test.name][1] += 1
                self.skill[mutant.file, test.name][0] += verdict != "passed"
            if verdict != "passed":
                return "killed" if verdict in ("failed", "endless") else verdict, test.name
        return "survived", ""

    def cost(self, mutant, test):
        found, tried = self.skill[mutant.file, test.name]
        return test.seconds * tried / found

    def record(self, mutant, outcome, by):
        entry = {**mutant._asdict(), "source": self.sources[mutant.file], "outcome": outcome,
                 "by": by}
        with self.lock:
            self.known[mutant.id] = entry
            with open(self.results, "a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")

    def report(self, chosen):
        tried = [self.known[mutant.id] for mutant in chosen if mutant.id in self.known]
        table = collections.defaultdict(collections.Counter)
        for entry in tried:
            table[entry["file"]][entry["outcome"]] += 1
            table["all"][entry["outcome"]] += 1
        print(f"{'file':30}" + "".join(f"{outcome:>11}" for outcome in OUTCOMES))
        for name, counts in sorted(table.items(), key=lambda item: (item[0] == "all", item[0])):
            real = sum(counts[outcome] for outcome in OUTCOMES[:4])
            print(f"{name:30}" + "".join(f"{counts[outcome]:11}" for outcome in OUTCOMES) +
                  f"{100 * counts['killed'] / max(real, 1):8.1f} %")
        for entry in tried:
            if entry["outcome"] in OUTCOMES[1:4]:
                print(f"{entry['outcome']}: {entry['id']}: {' '.join(entry['before'].split())} -> "
                      f"{entry['after']} {entry['by']}")
        counts = table["all"]
        print(f"mutation: {counts['killed']} killed, {counts['survived']} survived, "
              f"{counts['timeout'] + counts['unclear']} unsure")
        return 0 if counts["killed"] else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=sorted(TARGET), default="x64")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--sample", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    campaign = Campaign(options)
    campaign.find()
    chosen = campaign.choose()
    campaign.go(chosen)
    return campaign.report(chosen)


if __name__ == "__main__":
    sys.exit(main())
