#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the comparison of our headers with the toolchain's as compile-time assertions.

Both sets of headers are run through the C preprocessor and taken apart, so that the list of what
is compared is made from the headers and cannot be forgotten to be extended: a name that only one
side has, and that is not listed below with the reason, is an error here. What two texts can show
(the order of members and methods, calling conventions, macros) is compared here too; what the
compiler has to say (sizes, offsets, values, types, ids) goes into the assertions.
"""

import argparse
import os
import re
import subprocess
import sys

# In an order in which each comes behind what it includes.
HEADERS = [
    "naptypes.h", "napprotocol.h", "napenforcementclient.h", "napmanagement.h",
    "napservermanagement.h", "napcommon.h", "napsystemhealthagent.h",
    "napsystemhealthvalidator.h", "napcertrelyingparty.h", "napmicrosoftvendorids.h",
    "naputil.h",
]

# Included outside of the namespaces, by both sides.
SYSTEM_HEADERS = ["windows.h", "ole2.h", "oaidl.h", "ocidl.h", "wincrypt.h", "winapifamily.h"]

# The documented class ids: the toolchain declares the names without their values.
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ids.inc"),
          encoding="ascii") as ids:
    IDS = re.findall(r'^(CLASS_ID|INTERFACE_ID)\((\w+), "([^"]+)"\)$', ids.read(), re.M)
CLASS_IDS = {name: text for kind, name, text in IDS if kind == "CLASS_ID"}

# What the toolchain has and we do not, and why.
NOT_OURS = {
    # Handles of interfaces that carry no methods; no library defines them.
    r"INap(SoH)?Types_v0_0_[cs]_ifspec",
}

# Macros that are about the headers themselves.
HEADER_MACROS = re.compile(
    r"__nap\w+_h__|NAPUTIL_H|NAPMICROSOFTVENDORIDS_H|__\w+_FWD_DEFINED__|"
    r"__\w+_INTERFACE_DEFINED__|__REQUIRED_RPCNDR_H_VERSION__")

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\w+|\S')


def fail(message):
    sys.exit("compare.py: " + message)


class Side:
    """One set of headers: its declarations by name, its macros, and where the files are."""

    def __init__(self, name, compiler, include_dirs):
        self.name = name
        self.enums = {}       # name -> enumerators
        self.records = {}     # C++ name -> members, in order
        self.typedefs = {}    # name -> tokens
        self.functions = {}   # name -> tokens
        self.variables = {}   # name -> tokens
        self.vtables = {}     # interface -> [(slot, tokens)]
        self.macros = {}      # name -> (parameters or None, tokens)
        self.files = {}       # header -> path
        self.read(compiler, include_dirs)
        self.read_classes()

    def read(self, compiler, include_dirs):
        source = "".join("#include <%s>\n" % h for h in SYSTEM_HEADERS + HEADERS)
        command = [compiler, "-E", "-dD", "-std=c11", "-DCOBJMACROS", "-xc", "-"]
        for directory in include_dirs:
            command += ["-I", directory]
        text = subprocess.run(command, input=source, stdout=subprocess.PIPE, check=True,
                              universal_newlines=True).stdout
        tokens = []
        current = None
        self.errors = re.findall(r"^#define (NAP_[ES]_\w+) ", text, re.M)
        for line in text.splitlines():
            marker = re.match(r'# \d+ "([^"]*)"', line)
            if marker:
                current = os.path.basename(marker[1])
                current = current if current in HEADERS else None
                if current:
                    path = os.path.abspath(marker[1])
                    if self.files.setdefault(current, path) != path:
                        fail("%s: two files %s" % (self.name, current))
            elif current and line.startswith("#define "):
                self.add_macro(line)
            elif current and line.startswith("#undef "):
                self.macros.pop(line.split()[1], None)
            elif current and not line.startswith("#"):
                tokens += TOKEN.findall(line)
        for header in HEADERS:
            if header not in self.files:
                fail("%s: no %s" % (self.name, header))
        # Two names of the same type of the system's.
        self.parse(["BOOL" if t == "WINBOOL" else t for t in tokens])

    def add_macro(self, line):
        match = re.match(r"#define (\w+)(\(([^)]*)\))?(?: (.*))?$", line)
        name = match[1]
        if HEADER_MACROS.fullmatch(name):
            return
        if match[2]:
            self.macros[name] = (match[3].split(","), TOKEN.findall(match[4] or ""))
        else:
            self.macros[name] = (None, TOKEN.findall(match[4] or ""))

    def parse(self, tokens):
        at = 0
        while at < len(tokens):
            end = at
            depth = 0
            while tokens[end] != ";" or depth:
                depth += {"{": 1, "}": -1}.get(tokens[end], 0)
                end += 1
            if end > at:
                self.declaration(tokens[at:end])
            at = end + 1

    def declaration(self, tokens):
        head = [t for t in tokens if t not in ("__extension__",)]
        attribute = ["__attribute__", "(", "("]
        # An attribute in front: "unused".
        while head[:3] == attribute:
            head = head[head.index(")") + 2:]
        if head[0] == "typedef":
            body = head[1:]
            if "{" not in body:
                self.typedefs[body[-1]] = body[:-1]
            elif body[0] == "enum":
                self.enum(body[1], body)
                self.typedefs[body[-1]] = body[:2]
            elif body[0] in ("struct", "union"):
                self.record(body[1], body[body.index("{"):-1])
                self.typedefs[body[-1]] = body[:2]
            else:
                fail("%s: can't read: %s" % (self.name, " ".join(tokens)))
        elif head[0] == "struct" and "{" in head:
            self.record(head[1], head[2:])
        elif head[0] in ("extern", "static"):
            head = head[:head.index("=")] if "=" in head else head
            self.variables[head[-1]] = [t for t in head[:-1] if t != "const"]
        elif "(" in head:
            # The name stands in front of the list of parameters, which ends the declaration.
            depth = 0
            for at in range(len(head) - 1, -1, -1):
                depth += {")": 1, "(": -1}.get(head[at], 0)
                if not depth:
                    break
            self.functions[head[at - 1]] = head
        else:
            fail("%s: can't read: %s" % (self.name, " ".join(tokens)))

    def enum(self, name, tokens):
        body = " ".join(tokens[tokens.index("{") + 1:tokens.index("}")])
        self.enums[name] = [part.split()[0] for part in body.split(",") if part.strip()]

    def record(self, name, tokens):
        """tokens: a list of members, in braces."""
        interface = name[:-4] if name.endswith("Vtbl") else None
        members = []
        at = 1
        while tokens[at] != "}":
            end = at
            depth = 0
            while tokens[end] != ";" or depth:
                depth += {"{": 1, "}": -1}.get(tokens[end], 0)
                end += 1
            member = tokens[at:end]
            at = end + 1
            if "{" in member:
                nested = "%s::%s" % (name, member[1])
                self.record(nested, member[member.index("{"):-1])
                members.append(member[-1])
            elif interface:
                slot = member[member.index("*") + 1]
                members.append(slot)
                self.vtables.setdefault(interface, []).append((slot, member))
            elif "[" in member:
                members.append(member[member.index("[") - 1])
            else:
                members.append(member[-1])
        if name in self.records:
            fail("%s: %s twice" % (self.name, name))
        self.records[name] = members

    def read_classes(self):
        """The C++ form: base classes, and the order in which virtual methods are declared."""
        self.bases = {}
        self.virtuals = {}
        for header in HEADERS:
            with open(self.files[header], encoding="ascii") as file:
                text = file.read()
            for match in re.finditer(r"^MIDL_INTERFACE\(\"[^\"]*\"\)\n(\w+) : public (\w+)\n\{"
                                     r"(.*?)^\};", text, re.M | re.S):
                self.bases[match[1]] = match[2]
                self.virtuals[match[1]] = re.findall(
                    r"virtual HRESULT STDMETHODCALLTYPE (\w+)\(", match[3])
        for interface, slots in self.vtables.items():
            names = [slot for slot, _ in slots]
            expected = []
            base = interface
            while base != "IUnknown":
                expected = self.virtuals[base] + expected
                base = self.bases[base]
            if names != ["QueryInterface", "AddRef", "Release"] + expected:
                fail("%s: %s: the C table and the C++ class differ" % (self.name, interface))
        if set(self.virtuals) != set(self.vtables):
            fail("%s: interfaces in C and in C++ differ" % self.name)


def same_names(what, ours, theirs, only_ours=()):
    missing = [n for n in theirs if n not in ours
               and not any(re.fullmatch(p, n) for p in NOT_OURS)]
    extra = [n for n in ours if n not in theirs and n not in only_ours]
    if missing:
        fail("%s that we lack: %s" % (what, ", ".join(missing)))
    if extra:
        fail("%s that only we have: %s" % (what, ", ".join(extra)))
    return [n for n in theirs if n in ours]


def same_text(what, name, ours, theirs):
    if ours != theirs:
        fail("%s %s:\n  ours: %s\n  toolchain: %s" % (what, name, ours, theirs))


def guid(text):
    d = text.replace("-", "")
    return "{0x%s, 0x%s, 0x%s, {%s}}" % (
        d[:8], d[8:12], d[12:16], ", ".join("0x" + d[i:i + 2] for i in range(16, 32, 2)))


def side_text(side, constants, functions):
    """One namespace with one set of headers in it."""
    out = []
    for name in functions:
        # They have C linkage: with the same name they would be one function, declared twice
        # with parameters of different types.
        out.append("#define %s %s_%s" % (name, side.name, name))
    out.append("namespace %s {" % side.name)
    for header in HEADERS:
        if header == "napmicrosoftvendorids.h":
            # The toolchain's variables are not const, so that no constant expression may read them.
            out.append("#define UINT32 const UINT32" if side.name == "toolchain" else "")
        out.append('#include "%s"' % side.files[header])
        if header == "napmicrosoftvendorids.h" and side.name == "toolchain":
            out.append("#undef UINT32")
    for name in constants:
        out.append("constexpr auto constant_%s = %s;" % (name, name))
    out.append("}")
    for name in functions:
        out.append("#undef %s" % name)
    for name in side.macros:
        out.append("#undef %s" % name)
    for header in HEADERS:
        stem = header[:-2]
        out.append("#undef __%s_h__" % stem)
        out.append("#undef %s_H" % stem.upper())
    for interface in list(side.vtables) + ["INapTypes", "INapSoHTypes"] + list(CLASS_IDS):
        out.append("#undef __%s_FWD_DEFINED__" % interface)
        out.append("#undef __%s_INTERFACE_DEFINED__" % interface)
    return out


PROLOGUE = """/* Written by compare.py: our headers against the toolchain's. */
#ifdef CINTERFACE
#define COBJMACROS
#endif
%s
#include <cstddef>
#include <type_traits>

/* Keep the values of ids, which otherwise only the linker sees. */
#undef DEFINE_GUID
#define DEFINE_GUID(name, l, w1, w2, ...) constexpr GUID guid_##name = {l, w1, w2, {__VA_ARGS__}}
#undef __CRT_UUID_DECL
#define __CRT_UUID_DECL(type, l, w1, w2, ...) \\
    constexpr GUID uuidof_##type = {l, w1, w2, {__VA_ARGS__}};

static constexpr bool SameGuid(const GUID &a, const GUID &b)
{
    bool same = a.Data1 == b.Data1 && a.Data2 == b.Data2 && a.Data3 == b.Data3;
    for (int i = 0; i < 8; ++i) {
        same = same && a.Data4[i] == b.Data4[i];
    }
    return same;
}

/* Ours<T>: T, with each of the toolchain's types in it replaced by ours of the same name. */
template <class T> struct Twin {
    using type = T;
};
template <class T> struct Ours {
    using type = typename Twin<T>::type;
};
template <class T> struct Ours<const T> {
    using type = const typename Ours<T>::type;
};
template <class T> struct Ours<T *> {
    using type = typename Ours<T>::type *;
};
template <class T> struct Ours<T &> {
    using type = typename Ours<T>::type &;
};
template <class T, std::size_t n> struct Ours<T[n]> {
    using type = typename Ours<T>::type[n];
};
template <class R, class... A> struct Ours<R(WINAPI *)(A...)> {
    using type = typename Ours<R>::type(WINAPI *)(typename Ours<A>::type...);
};
template <class R, class C, class... A> struct Ours<R (WINAPI C::*)(A...)> {
    using type = typename Ours<R>::type (WINAPI Ours<C>::type::*)(typename Ours<A>::type...);
};
template <class T, class O> constexpr bool same = std::is_same<typename Ours<T>::type, O>::value;
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", action="append", required=True)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()

    ours = Side("ours", arguments.compiler, arguments.include)
    theirs = Side("toolchain", arguments.compiler, [])
    for header in HEADERS:
        if ours.files[header] == theirs.files[header]:
            fail("%s: compared with itself" % header)

    out = []
    counts = {}

    def check(kind, condition, text):
        counts[kind] = counts.get(kind, 0) + 1
        out.append('static_assert(%s, "%s");' % (condition, text))

    classes = list(CLASS_IDS)
    records = same_names("records", ours.records, theirs.records)
    enums = same_names("enumerations", ours.enums, theirs.enums)
    typedefs = same_names("typedefs", ours.typedefs, theirs.typedefs, classes)
    functions = same_names("functions", ours.functions, theirs.functions)
    variables = same_names("variables", ours.variables, theirs.variables)
    macros = same_names("macros", ours.macros, theirs.macros)
    interfaces = same_names("interfaces", ours.vtables, theirs.vtables)
    if sorted("CLSID_" + c for c in classes) != sorted(v for v in variables
                                                       if v.startswith("CLSID_")):
        fail("class ids: ids.inc does not list those of the headers")
    if sorted(name for kind, name, _ in IDS if kind == "INTERFACE_ID") != sorted(interfaces):
        fail("interface ids: ids.inc does not list those of the headers")

    # Our error codes step back behind winerror.h, so they are seen only without it.
    with open(os.path.join(os.path.dirname(ours.files["naputil.h"]), "naperror.h"),
              encoding="ascii") as file:
        error_header = os.path.abspath(file.name)
        our_errors = re.findall(r"^#define (NAP_[ES]_\w+) ", file.read(), re.M)
    errors = same_names("error codes", our_errors, theirs.errors)
    for name in errors:
        out.append("constexpr auto error_%s = %s;" % (name, name))
        out.append("#undef " + name)
    out.append('#include "%s"' % error_header)
    for name in errors:
        check("constants", "error_%s == %s" % (name, name), name)

    constants = []
    for name in macros:
        if ours.macros[name][0] is None and name != "NAPAPI":
            constants.append(name)
        else:
            same_text("macro", name, ours.macros[name], theirs.macros[name])
    for name in functions:
        same_text("function", name, ours.functions[name], theirs.functions[name])

    for name in enums:
        out.append("template <> struct Twin<toolchain::%s> { using type = ours::%s; };"
                   % (name, name))
    vtables = [i + "Vtbl" for i in interfaces]
    plain = [r for r in records if r not in vtables and r not in interfaces]
    for name in plain + interfaces:
        out.append("template <> struct Twin<toolchain::%s> { using type = ours::%s; };"
                   % (name, name))
    out.append("#ifdef CINTERFACE")
    for name in vtables:
        out.append("template <> struct Twin<toolchain::%s> { using type = ours::%s; };"
                   % (name, name))

    for name in enums:
        same_names("enumerators of " + name, ours.enums[name], theirs.enums[name])
        check("sizes", "sizeof(toolchain::%s) == sizeof(ours::%s)" % (name, name), name)
        for value in theirs.enums[name]:
            check("enumerators", "(long long)toolchain::%s == (long long)ours::%s"
                  % (value, value), value)
    for name in constants:
        check("constants", "toolchain::constant_%s == ours::constant_%s" % (name, name), name)
    for name in records:
        same_text("members of", name, ours.records[name], theirs.records[name])
        t, o = "toolchain::" + name, "ours::" + name
        check("sizes", "sizeof(%s) == sizeof(%s)" % (t, o), name)
        check("sizes", "alignof(%s) == alignof(%s)" % (t, o), name + " alignment")
        for member in theirs.records[name]:
            kind = "slots" if name in vtables else "members"
            text = "%s.%s" % (name, member)
            check(kind, "offsetof(%s, %s) == offsetof(%s, %s)" % (t, member, o, member), text)
            check("types", "same<decltype(%s::%s), decltype(%s::%s)>" % (t, member, o, member),
                  text + " type")
    for name in interfaces:
        for (slot, their_text), (_, our_text) in zip(theirs.vtables[name], ours.vtables[name]):
            # With the names of the parameters, which no type has.
            same_text("method", name + "::" + slot, our_text, their_text)
    for name in typedefs:
        if name not in enums and name not in records:
            check("types", "same<toolchain::%s, ours::%s>" % (name, name), name)
    for name in functions:
        check("types", "same<decltype(&toolchain::toolchain_%s), decltype(&ours::ours_%s)>"
              % (name, name), name)
    for name in variables:
        if name.startswith("IID_"):
            check("ids", "SameGuid(toolchain::guid_%s, ours::guid_%s)" % (name, name), name)
        elif name.startswith("CLSID_"):
            check("ids", "SameGuid(GUID%s, ours::guid_%s)" % (guid(CLASS_IDS[name[6:]]), name),
                  name)
        else:
            check("constants", "toolchain::%s == ours::%s" % (name, name), name)
    out.append("#else")

    same_text("base classes", "", ours.bases, theirs.bases)
    for name in interfaces:
        same_text("methods of", name, ours.virtuals[name], theirs.virtuals[name])
        check("ids", "SameGuid(toolchain::uuidof_%s, ours::uuidof_%s)" % (name, name), name)
        check("ids", "SameGuid(ours::uuidof_%s, ours::guid_IID_%s)" % (name, name), name)
        check("sizes", "sizeof(toolchain::%s) == sizeof(ours::%s)" % (name, name), name)
        for method in theirs.virtuals[name]:
            check("C++ methods",
                  "same<decltype(&toolchain::%s::%s), decltype(&ours::%s::%s)>"
                  % (name, method, name, method), "%s::%s" % (name, method))
    for name in classes:
        check("ids", "SameGuid(ours::uuidof_%s, ours::guid_CLSID_%s)" % (name, name), name)
    out.append("#endif")

    prologue = PROLOGUE % "\n".join("#include <%s>" % h for h in SYSTEM_HEADERS)
    text = [prologue] + side_text(theirs, constants, functions) \
        + side_text(ours, constants, functions) + out
    with open(arguments.out, "w", encoding="ascii") as file:
        file.write("\n".join(text) + "\n")
    print("compared with the toolchain: %s; %d interfaces, %d functions, %d macros"
          % (", ".join("%d %s" % (n, k) for k, n in counts.items()), len(interfaces),
             len(functions), len(macros)))


main()
