#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Would the tests notice? Puts small faults into src/, one at a time, and sees which tests fail.

    scripts/mutate.py [--arch x64|x86] [--only TEXT]... [--ids FILE] [--sample N] [--seed S]
                      [--minutes M] [--jobs J] [--again] [--list | --report]

    --arch      what the faulty DLL is built for; x64
    --only      faults whose id contains TEXT (a file's name, "src/soh", "notifier.c:120:")
    --ids       faults whose ids are in FILE, one a line; "#" begins a comment
    --sample    that many, evenly from each file; --seed chooses which
    --minutes   begin no other fault after that time; a later run goes on where this one stopped
    --jobs      at once, each with a tree, a build folder and a Wine prefix of its own; 2
    --again     tries once more what was not noticed or did not build: after a test was added
    --list      only shows the faults
    --report    only shows what is known of them

Everything happens under build/mutation/. Faults are found in the syntax tree (scripts/lib/mutants.py).
One whose object code is that of the unchanged source, or of another fault, is not tried. A fault is
tried with the tests that reach its line, as gcov says, those first that find many in little time;
data have no lines, and a process that is killed writes no counts, so for what seems unreached it is
the tests that reach the file. What survives in the portable part
is tried with the native build's sanitizers, valgrind and fuzzers, too. The unchanged source has to
pass all tests before the first fault and after the last. Results are kept in results-ARCH.jsonl
for as long as the file is the same. Faults that no test can notice stand in tests/unnoticeable.txt,
each with the reason. The last line says "mutation: N noticed, N explained, N not".
"""
import argparse
import collections
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
    import mutants as faults
except ImportError:
    sys.exit("mutate.py: libclang for Python is missing: run scripts/setup.sh, or "
             "apt install python3-clang")

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutation"
EXPLAINED = ROOT / "tests" / "unnoticeable.txt"
TRIPLET = {"x64": "x86_64-w64-mingw32", "x86": "i686-w64-mingw32"}
TARGET = {"x64": "x86_64-w64-windows-gnu", "x86": "i686-w64-windows-gnu"}
# The tests of the DLL itself; those of tools and examples use it, but judge something else.
SUITE = re.compile(r"contract_|test_(soh|com|textlength|notifier(?!_example))(_|$)")
NATIVE = re.compile(r"test_soh_|fuzz_(decode|encode|hostile)$")
PORTABLE = ("src/soh/", "src/allocator.c")
LEAST_TIMEOUT = 15
REGISTRY = ("system.reg", "user.reg", "userdef.reg")


def run(command, log=None, **more):
    """Runs to the end; dies if that goes wrong."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace",
                          check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{done.stdout[-3000:]}\nmutate.py: {shlex.join(str(w) for w in command)} failed")
    return done.stdout


def digest(*contents):
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def cache_folder():
    """The choice of scripts/lib/common.sh."""
    shown = run(["bash", "-c", '. "$1/scripts/lib/common.sh"; printf %s "$QUTIL_CACHE"', "-", ROOT])
    return pathlib.Path(shown)


class Test:
    """A test as ctest knows it, and how long it takes when nothing is wrong."""

    def __init__(self, entry, build):
        self.name = entry["name"]
        self.command = entry["command"]
        self.seconds = 1.0
        properties = {item["name"]: item["value"] for item in entry.get("properties", [])}
        self.folder = properties.get("WORKING_DIRECTORY", str(build))
        # What ninja has to make for it.
        self.targets = ["qutil_beside_tests", *[
            os.path.relpath(word, build) for word in self.command
            if word.startswith(str(build)) and word.endswith(".exe")]]
        self.changesSystem = any("with-lock.sh" in word for word in self.command)


class Worker:
    """A copy of the sources, builds of it, and a Wine prefix, all for one thread."""

    def __init__(self, number, arch):
        self.arch = arch
        self.home = WORK / f"worker-{number}"
        self.tree = self.home / "tree"
        self.build = self.tree / "build" / arch
        self.cache = self.home / "cache"
        self.environment = {**os.environ, "QUTIL_CACHE": str(self.cache)}
        self.tests = []

    def copySources(self):
        names = run(["git", "ls-files"], cwd=ROOT).splitlines()
        wanted = {name for name in names if (ROOT / name).is_file()}
        for name in wanted:
            here, there = ROOT / name, self.tree / name
            there.parent.mkdir(parents=True, exist_ok=True)
            if not there.is_file() or there.read_bytes() != here.read_bytes():
                shutil.copy2(here, there)
                os.utime(there)
        if (self.tree / "src").is_dir():
            for path in (self.tree / "src").rglob("*.[ch]"):
                if str(path.relative_to(self.tree)) not in wanted:
                    path.unlink()

    def copyCache(self):
        origin = cache_folder()
        if not (self.cache / "prefix" / "system.reg").exists():
            shutil.rmtree(self.cache, ignore_errors=True)
            self.cache.mkdir(parents=True)
            for name in ("prefix", "canary", "cmocka", "wine-settings.sh", "home"):
                if (origin / name).exists():
                    run(["cp", "-a", "--reflink=auto", origin / name, self.cache / name])
            (self.cache / "run").mkdir()
            (self.cache / "log").mkdir()
        self.pristine = self.home / "registry"
        if not self.pristine.exists():
            self.pristine.mkdir()
            for name in REGISTRY:
                shutil.copy2(self.cache / "prefix" / name, self.pristine / name)
        self.cleanWine() # a campaign that was killed may have left a service

    def stopWine(self):
        script = '. "$1/scripts/lib/common.sh"; . "$1/scripts/lib/wine.sh"; stopServer "$QUTIL_PREFIX"'
        subprocess.run(["bash", "-c", script, "-", str(self.tree)], env=self.environment,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False, timeout=60)

    def cleanWine(self):
        """No trace of what a faulty DLL did to the registry or to services."""
        self.stopWine()
        for name in REGISTRY:
            shutil.copy2(self.pristine / name, self.cache / "prefix" / name)

    def configure(self, *definitions):
        # No warnings: they would refuse many a fault that is as wrong without them.
        run(["cmake", "--preset", self.arch, "-B", self.build, "-DCMAKE_C_FLAGS=-w", *definitions],
            cwd=self.tree, env=self.environment)

    def make(self, *targets):
        """Builds; False if that is refused."""
        done = subprocess.run(["ninja", "-C", str(self.build), "-j1", *targets],
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              env=self.environment, text=True, errors="replace")
        self.said = done.stdout + done.stderr
        return done.returncode == 0

    def listTests(self):
        shown = run(["ctest", "--test-dir", self.build, "--show-only=json-v1"])
        entries = json.loads(shown[shown.index("{"):])["tests"]
        self.tests = [Test(entry, self.build) for entry in entries
                      if SUITE.match(entry["name"])]
        self.all = sorted({target for test in self.tests for target in test.targets})

    def commands(self):
        """For each source of src/: the words of its compilation, and its object."""
        found = {}
        for entry in json.loads((self.build / "compile_commands.json").read_text()):
            path = pathlib.Path(entry["file"])
            if path.suffix == ".c" and path.is_relative_to(self.tree / "src"):
                words = shlex.split(entry["command"])
                made = words[words.index("-o") + 1]
                if made.startswith("src/"): # others borrow a source: bench/
                    found[str(path.relative_to(self.tree))] = (words[1:words.index("-o")], made)
        return found

    def runTest(self, test, more=None):
        """'' if it passes, else what happened."""
        with open(self.home / "output", "wb") as output:
            process = subprocess.Popen(test.command, cwd=test.folder, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=output, start_new_session=True,
                                       env={**self.environment, **(more or {})})
            try:
                code = process.wait(max(LEAST_TIMEOUT, 5 * test.seconds))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                self.stopWine()
                return "hangs"
        return "" if code == 0 else "fails"

    def objects(self, sources):
        """A digest of the objects made from these sources."""
        found = self.commands()
        return digest(*[(self.build / found[name][1]).read_bytes() for name in sorted(sources)])


class Map:
    """Which tests reach which lines of which file."""

    def __init__(self, path):
        self.path = path
        self.lines = json.loads(path.read_text()) if path.exists() else {}

    def learn(self, worker):
        """gcov, with counts of each test's own."""
        worker.configure("-DQUTIL_COVERAGE=ON")
        worker.listTests()
        if not worker.make(*worker.all):
            sys.exit(f"{worker.said[-3000:]}\nmutate.py: the coverage build failed")
        self.lines = {}
        for test in worker.tests:
            counts = worker.home / "counts"
            shutil.rmtree(counts, ignore_errors=True)
            start = time.monotonic()
            test.seconds = 60
            worker.runTest(test, {"GCOV_PREFIX": f"Z:{counts}"})
            print(f"  {test.name}: {time.monotonic() - start:.1f} s", flush=True)
            self.add(worker, test.name, counts)
        self.path.write_text(json.dumps(self.lines))
        worker.configure("-DQUTIL_COVERAGE=OFF")

    def add(self, worker, name, counts):
        for data in counts.rglob("*.gcda"):
            notes = pathlib.Path("/") / data.relative_to(counts)
            shutil.copy2(notes.with_suffix(".gcno"), data.with_suffix(".gcno"))
            shown = run([f"{TRIPLET[worker.arch]}-gcov", "--json-format", "--stdout", data],
                        cwd=counts)
            for file in json.loads(shown)["files"]:
                path = os.path.normpath(os.path.join(worker.tree, file["file"]))
                if not path.startswith(f"{worker.tree}/src/"):
                    continue
                reached = self.lines.setdefault(os.path.relpath(path, worker.tree), {})
                for line in file["lines"]:
                    tests = reached.setdefault(str(line["line_number"]), [])
                    if line["count"] > 0 and name not in tests:
                        tests.append(name)

    def tests(self, mutant, users):
        """The tests that reach the lines of a fault. There may be none: then nothing runs them. Of
        data, those that reach anything in a file that has them."""
        if not mutant.isCode:
            return {test for name in {mutant.file, *users}
                    for tests in self.lines.get(name, {}).values() for test in tests}
        reached = {int(line): tests for line, tests in self.lines.get(mutant.file, {}).items()}
        last = mutant.line + mutant.before.count("\n")
        lines = [line for line in reached if mutant.line <= line <= last]
        if not lines: # gcov counts a statement of several lines at one of them
            lines = [line for line in [max((line for line in reached if line < mutant.line),
                                           default=0)] if line]
        return {test for line in lines for test in reached[line]}


class Explained:
    """The faults that no test can notice, from tests/unnoticeable.txt: by the text of their line,
    not its number."""

    def __init__(self, path):
        self.lines = {}
        self.entries = {}
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if text.strip() and not text.startswith("#"):
                name, line, change = text.split(" :: ", 2)
                if line not in self.named(name):
                    sys.exit(f"{path}:{number}: there is no such line in {name} any more: take the "
                             "entry out, or write it anew as --report shows it")
                self.entries[name, line, change] = number

    def named(self, name):
        """A file's lines. Of several that are the same each has its number: "break; [2 of 4]"."""
        if name not in self.lines:
            stripped = [line.strip() for line in (ROOT / name).read_text().splitlines()]
            count, seen = collections.Counter(stripped), collections.Counter()
            self.lines[name] = []
            for line in stripped:
                seen[line] += 1
                self.lines[name].append(
                    f"{line} [{seen[line]} of {count[line]}]" if count[line] > 1 else line)
        return self.lines[name]

    def key(self, mutant):
        text = (ROOT / mutant.file).read_bytes()
        begin = text.rfind(b"\n", 0, mutant.start) + 1
        line = text[begin:].split(b"\n", 1)[0]
        column = mutant.start - begin - (len(line) - len(line.lstrip())) + 1
        return (mutant.file, self.named(mutant.file)[mutant.line - 1],
                f"{column}: {' '.join(mutant.before.split())} -> {' '.join(mutant.after.split())}")

    def __contains__(self, mutant):
        return self.key(mutant) in self.entries


class Campaign:
    """The faults to try, the workers, and the results."""

    def __init__(self, options):
        self.options = options
        self.results = WORK / f"results-{options.arch}.jsonl"
        self.known = {}
        self.lock = threading.Lock()
        self.digests = {}
        self.skill = collections.defaultdict(lambda: [0.5, 1.0])
        self.explained = Explained(EXPLAINED)

    def load(self):
        if self.results.exists():
            for line in self.results.read_text().splitlines():
                entry = json.loads(line)
                self.known[entry["id"], entry["source"]] = entry

    def prepare(self):
        WORK.mkdir(parents=True, exist_ok=True)
        self.held = open(WORK / "lock", "w", encoding="utf-8")
        try:
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Its trees must be left alone: the fault of the moment is in them.
            if not (self.options.list or self.options.report):
                sys.exit("mutate.py: another campaign is at work in build/mutation")
            known = json.loads((WORK / f"faults-{self.options.arch}.json").read_text())
            self.take([faults.Mutant(*fields) for fields in known["faults"]])
            return
        self.workers = [Worker(number, self.options.arch) for number in range(self.options.jobs)]
        for worker in self.workers:
            worker.copySources()
        first = self.workers[0]
        first.configure()
        if not first.make("qutil_idl_headers"):
            sys.exit(f"{first.said[-3000:]}\nmutate.py: the headers can't be made")
        resources = run(["clang", "-print-resource-dir"]).strip()
        commands = {name: [word for word in words if not word.startswith(("-f", "-W"))] +
                    ["-resource-dir", resources, f"--target={TARGET[self.options.arch]}"]
                    for name, (words, _) in first.commands().items()}
        found, self.users = self.findFaults(first, commands)
        self.take(found)

    def take(self, found):
        self.mutants = found
        self.sources = {mutant.file: digest((ROOT / mutant.file).read_bytes())
                        for mutant in self.mutants}
        self.load()

    def findFaults(self, worker, commands):
        """Kept, because the toolchain's headers take libclang half a minute."""
        kept = WORK / f"faults-{self.options.arch}.json"
        texts = [path.read_bytes() for path in sorted((worker.tree / "src").rglob("*.[ch]"))]
        texts += [pathlib.Path(faults.__file__).read_bytes(), json.dumps(commands).encode()]
        state = digest(*texts)
        if kept.exists():
            known = json.loads(kept.read_text())
            if known["state"] == state:
                return ([faults.Mutant(*fields) for fields in known["faults"]],
                        {name: set(users) for name, users in known["users"].items()})
        found, users = faults.mutants(str(worker.tree), commands)
        kept.write_text(json.dumps({
            "state": state, "faults": found,
            "users": {name: sorted(users[name]) for name in users if name.startswith("src/")}}))
        return found, users

    def choose(self):
        """An even sample of each file however early one stops."""
        wanted = self.mutants
        if self.options.only:
            wanted = [m for m in wanted if any(text in m.id for text in self.options.only)]
        if self.options.ids:
            ids = {line.split("#")[0].strip()
                   for line in pathlib.Path(self.options.ids).read_text().splitlines()}
            wanted = [m for m in wanted if m.id in ids]
        files = collections.defaultdict(list)
        for mutant in wanted:
            files[mutant.file].append(mutant)
        ranked = []
        for name, members in sorted(files.items()):
            random.Random(f"{self.options.seed} {name}").shuffle(members)
            ranked += [((rank + 0.5) / len(members), name, mutant)
                       for rank, mutant in enumerate(members)]
        ranked.sort(key=lambda item: item[:2])
        chosen = [mutant for _, _, mutant in ranked]
        return chosen[:self.options.sample] if self.options.sample else chosen

    def build(self):
        """Builds of the unchanged source, the map, and proof that all tests pass."""
        first = self.workers[0]
        for worker in self.workers:
            worker.copyCache()
        self.map = Map(WORK / f"map-{self.options.arch}.json")
        key = WORK / f"map-{self.options.arch}.key"
        self.state = state = digest(*[(ROOT / name).read_bytes() for name in run(
            ["git", "ls-files", "src", "tests", "tools", "examples"], cwd=ROOT).splitlines()
                         if (ROOT / name).is_file() and ROOT / name != EXPLAINED])
        if not self.map.lines or not key.exists() or key.read_text() != state:
            print("learning which test reaches which line", flush=True)
            self.map.learn(first)
            key.write_text(state)
        threads = [threading.Thread(target=self.buildWorker, args=(worker,))
                   for worker in self.workers]
        self.broken = []
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.broken:
            sys.exit("mutate.py: the unchanged source fails: " + "; ".join(self.broken))
        self.baseline = {}

    def buildWorker(self, worker):
        worker.configure("-DQUTIL_COVERAGE=OFF")
        worker.listTests()
        if not worker.make(*worker.all):
            self.broken.append(worker.said[-2000:])
            return
        proof = worker.home / f"unchanged-{worker.arch}.json"
        known = json.loads(proof.read_text()) if proof.exists() else {}
        if known.get("state") == self.state:
            for test in worker.tests:
                test.seconds = known["seconds"][test.name]
            return
        self.control(worker)
        if not self.broken:
            proof.write_text(json.dumps({
                "state": self.state,
                "seconds": {test.name: test.seconds for test in worker.tests}}))

    def control(self, worker):
        """Without a fault everything passes; notes how long each test takes."""
        for test in worker.tests:
            test.seconds = max(test.seconds, 30)
            start = time.monotonic()
            outcome = worker.runTest(test) and worker.runTest(test)
            if outcome:
                self.broken.append(f"{test.name} {outcome}")
            test.seconds = time.monotonic() - start
        worker.cleanWine()

    def record(self, mutant, outcome, by="", seconds=0.0):
        entry = {"id": mutant.id, "source": self.sources[mutant.file], "file": mutant.file,
                 "line": mutant.line, "kind": mutant.kind, "before": mutant.before,
                 "after": mutant.after, "outcome": outcome, "by": by,
                 "seconds": round(seconds, 1)}
        with self.lock:
            self.known[mutant.id, entry["source"]] = entry
            with open(self.results, "a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
            if outcome == "survived":
                print(f"survived: {mutant.id}: {mutant.before!r} -> {mutant.after!r} ({by})",
                      flush=True)

    def work(self, worker, waiting, end):
        while time.monotonic() < end:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                break
            path = worker.tree / mutant.file
            original = path.read_bytes()
            start = time.monotonic()
            try:
                path.write_bytes(original[:mutant.start] + mutant.after.encode() +
                                 original[mutant.end:])
                outcome, by = self.attempt(worker, mutant)
            finally:
                path.write_bytes(original)
            self.record(mutant, outcome, by, time.monotonic() - start)
        worker.make(*worker.all)
        self.control(worker)
        worker.stopWine()

    def attempt(self, worker, mutant):
        found = worker.commands()
        sources = sorted(self.users[mutant.file] & set(found))
        if not worker.make(*[found[name][1] for name in sources]):
            return "invalid", ""
        made = worker.objects(sources)
        with self.lock:
            twin = self.digests.setdefault((mutant.file, made), mutant.id)
        if made == self.baseline[mutant.file]:
            return "same", "the unchanged source"
        if twin != mutant.id:
            return "same", twin
        near = self.map.tests(mutant, self.users[mutant.file])
        if not near: # a process that is killed, or ends amid it, has written no counts
            near = self.map.tests(mutant._replace(isCode=False), self.users[mutant.file])
        tests = sorted((test for test in worker.tests if test.name in near),
                       key=lambda test: self.rank(mutant, test))
        for test in tests:
            if not worker.make(*test.targets):
                return "invalid", "link"
            outcome = worker.runTest(test)
            with self.lock:
                self.skill[mutant.file, test.name][1] += 1
                self.skill[mutant.file, test.name][0] += bool(outcome)
            if outcome == "hangs" or test.changesSystem and (
                    outcome or mutant.file == "src/com/registry.c"):
                worker.cleanWine()
            if outcome:
                return "killed", f"{test.name} {outcome}"
        if mutant.file.startswith(PORTABLE):
            by = self.attemptNatively(worker)
            if by:
                return "killed", by
        return "survived", f"{len(tests)} tests reach it"

    def rank(self, mutant, test):
        found, tried = self.skill[mutant.file, test.name]
        return test.seconds * tried / found

    def attemptNatively(self, worker):
        build = worker.tree / "build" / "native"
        log = worker.home / "native.log"
        with open(log, "wb") as output:
            for command in (["cmake", "--preset", "native", "-DCMAKE_C_FLAGS=-w"],
                            ["cmake", "--build", str(build), "-j1", "--target",
                             *self.nativeTargets]):
                if subprocess.run(command, cwd=worker.tree, stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=output, check=False).returncode != 0:
                    return "" # what doesn't build there is no test's merit
        done = subprocess.run(["ctest", "--test-dir", str(build), "-R", NATIVE.pattern,
                               "--timeout", "60", "--stop-on-failure"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", check=False)
        failed = re.search(r"Test\s+#\d+: (\S+) \.+\s*\*\*\*", done.stdout)
        return f"{failed[1]} (native)" if failed else ""

    @property
    def nativeTargets(self):
        subjects = [test.name for test in self.workers[0].tests
                    if test.name.startswith("test_soh_")]
        return [f"{name}_{how}" for name in subjects for how in ("sanitized", "valgrind")] + [
            "test_soh_race", "fuzz_decode", "fuzz_encode", "fuzz_hostile"]

    def go(self, chosen):
        waiting = queue.Queue()
        for mutant in chosen:
            entry = self.known.get((mutant.id, self.sources[mutant.file]))
            if entry is None or (self.options.again and mutant not in self.explained and
                                 entry["outcome"] in ("survived", "invalid")):
                waiting.put(mutant)
        print(f"{len(chosen)} faults, {waiting.qsize()} of them to try", flush=True)
        if waiting.empty():
            return
        self.build()
        for file, users in self.users.items():
            present = sorted(users & set(self.workers[0].commands()))
            if present:
                self.baseline[file] = self.workers[0].objects(present)
        end = time.monotonic() + 60 * (self.options.minutes or 1e6)
        threads = [threading.Thread(target=self.work, args=(worker, waiting, end))
                   for worker in self.workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.broken:
            print("WARNING: after the last fault the unchanged source fails: " +
                  "; ".join(self.broken), flush=True)

    def report(self, chosen):
        """Per file; then those that were not noticed."""
        table = collections.defaultdict(collections.Counter)
        survivors = []
        for mutant in chosen:
            entry = self.known.get((mutant.id, self.sources[mutant.file]))
            if entry:
                outcome = entry["outcome"]
                if outcome == "survived" and mutant in self.explained:
                    outcome = "explained"
                table[mutant.file][outcome] += 1
                if outcome == "survived":
                    survivors.append((mutant, entry))
                if outcome == "killed" and mutant in self.explained:
                    print(f"explained, but noticed: {' :: '.join(self.explained.key(mutant))} "
                          f"({entry['by']})")
        if not self.options.only and not self.options.ids:
            faulty = {self.explained.key(mutant) for mutant in self.mutants}
            for key in sorted(set(self.explained.entries) - faulty):
                print(f"explained, but no fault on {self.options.arch}: {' :: '.join(key)}")
        total = sum(table.values(), collections.Counter())
        print(f"{'file':34} {'noticed':>8} {'explained':>10} {'not':>5} {'same code':>10} "
              f"{'no program':>11}  noticed of all, of those not explained")
        for name, counts in [*sorted(table.items()), ("TOTAL", total)]:
            real = counts["killed"] + counts["survived"]
            shares = "" if real == 0 else (
                f"{100 * counts['killed'] / (real + counts['explained']):6.1f} % "
                f"{100 * counts['killed'] / real:6.1f} %")
            print(f"{name:34} {counts['killed']:8} {counts['explained']:10} {counts['survived']:5} "
                  f"{counts['same']:10} {counts['invalid']:11}  {shares}")
        # As tests/unnoticeable.txt wants them.
        for mutant, entry in survivors:
            print(f"not noticed ({entry['id']}, {entry['by']}):\n"
                  f"{' :: '.join(self.explained.key(mutant))}")
        print(f"mutation: {total['killed']} noticed, {total['explained']} explained, "
              f"{total['survived']} not")
        return 1 if total["survived"] or not total["killed"] or getattr(self, "broken", []) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=sorted(TRIPLET), default="x64")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--ids")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    if shutil.which("git") is None:
        sys.exit("mutate.py: git is missing, which says what belongs to the tree: apt install git")

    campaign = Campaign(options)
    campaign.prepare()
    chosen = campaign.choose()
    if options.list:
        for mutant in sorted(chosen):
            print(f"{mutant.id}: {' '.join(mutant.before.split())} -> {mutant.after}")
        print(f"{len(chosen)} faults")
        return 0
    if not options.report:
        campaign.go(chosen)
    return campaign.report(chosen)


if __name__ == "__main__":
    sys.exit(main())
