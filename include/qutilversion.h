/* SPDX-License-Identifier: MIT */
/*
 * The version of qutil. This is its only source: the DLL's resource includes it, and CMake, the
 * packages and the tests read it from here.
 */
#ifndef QUTILVERSION_H
#define QUTILVERSION_H

#define QUTIL_VERSION_MAJOR  0
#define QUTIL_VERSION_MINOR  1
#define QUTIL_VERSION_PATCH  0
#define QUTIL_VERSION_STRING "0.1.0"

#endif
