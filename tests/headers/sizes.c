/* SPDX-License-Identifier: MIT */
/*
 * The sizes that are known from public sources other than the toolchain's headers, and the natural
 * alignment of each member, which determines the offsets.
 */
#include <naputil.h>

#include <stddef.h>

#ifdef _WIN64
#define SIZE(type, x86, x64) _Static_assert(sizeof(type) == (x64), #type)
#else
#define SIZE(type, x86, x64) _Static_assert(sizeof(type) == (x86), #type)
#endif

SIZE(CountedString, 8, 16);
SIZE(SoH, 8, 16);
SIZE(NetworkSoH, 8, 16);
SIZE(PrivateData, 8, 16);
SIZE(Connections, 8, 16);
SIZE(ResultCodes, 8, 16);
SIZE(SoHAttribute, 8, 16);
SIZE(IsolationInfo, 20, 32);
SIZE(IsolationInfoEx, 24, 32);
SIZE(FixupInfo, 20, 32);
SIZE(SystemHealthAgentState, 36, 64);
SIZE(NapComponentRegistrationInfo, 80, 120);
SIZE(SoHAttributeValue, 12, 16);
SIZE(CorrelationId, 24, 24);

/* A length or count comes first, then the pointer to what it counts, naturally aligned. */
#define COUNTED(type, count, what)                                                                 \
    _Static_assert(offsetof(type, count) == 0 && offsetof(type, what) == sizeof(void *), #type)

COUNTED(CountedString, length, string);
COUNTED(SoH, count, attributes);
COUNTED(NetworkSoH, size, data);
COUNTED(PrivateData, size, data);
COUNTED(Connections, count, connections);
COUNTED(ResultCodes, count, results);
_Static_assert(offsetof(SoHAttribute, size) == 2, "SoHAttribute");
_Static_assert(offsetof(SoHAttribute, value) == sizeof(void *), "SoHAttribute");
