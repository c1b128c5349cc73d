/* SPDX-License-Identifier: MIT */
/*
 * Programs whose imports the doctor reads. They never run. They are linked with import libraries
 * made from the .def files here.
 */
#ifdef MISSING
__declspec(dllimport) long __stdcall AllocConnections(void **connections, unsigned short count);
__declspec(dllimport) void __stdcall NoSuchFunction(void);

int main(void)
{
    void *connections;

    NoSuchFunction();
    return (int)AllocConnections(&connections, 0);
}
#elif defined(ORDINAL)
__declspec(dllimport) void __stdcall FreeSoH(void *soh);
__declspec(dllimport) void __stdcall NobodyHasThis(void);

int main(void)
{
    FreeSoH(0);
    NobodyHasThis();
    return 0;
}
#else
/* Delay-loaded: linked as MSVC does it, without a run-time library. */
void *__stdcall __delayLoadHelper2(const void *descriptor, void **address);
void __stdcall FreeSoH(void *soh);
int start(void);

void *__stdcall __delayLoadHelper2(const void *descriptor, void **address)
{
    return *address;
}

int start(void)
{
    FreeSoH(0);
    return 0;
}
#endif
