/* SPDX-License-Identifier: MIT */
/* See manifest.h: reading a manifest with XmlLite, which Windows has since XP SP3. */
#define COBJMACROS
#include "manifest.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <initguid.h>

#include <xmllite.h>

#define NAMESPACE L"urn:schemas-microsoft-com:asm.v1"

/*
 * Limits. A manifest has some hundred nodes. At the end of a truncated text, Wine 8 returns nodes
 * for ever without moving on.
 */
enum { NODE_MAX = 100000, STANDSTILL_MAX = 64 };

const WCHAR *const IdentityAttributes[IDENTITY_SIZE] = {
    L"name", L"version", L"processorArchitecture", L"publicKeyToken"};

/* The toolchain has no import library for it. */
static IXmlReader *createReader(void)
{
    typedef HRESULT(WINAPI * Create)(REFIID, void **, IMalloc *);
    const HMODULE library = LoadLibraryW(L"xmllite.dll");
    FARPROC function = library ? GetProcAddress(library, "CreateXmlReader") : NULL;
    Create create;
    void *reader = NULL;

    memcpy(&create, &function, sizeof(create));
    /* cppcheck-suppress resourceLeak; the reader needs it, to the end of this process */
    return create && SUCCEEDED(create(&IID_IXmlReader, &reader, NULL)) ? reader : NULL;
}

static IStream *createStream(const void *bytes, size_t size)
{
    const LARGE_INTEGER begin = {.QuadPart = 0};
    IStream *stream = NULL;

    if (SUCCEEDED(CreateStreamOnHGlobal(NULL, TRUE, &stream)) &&
        (FAILED(IStream_Write(stream, bytes, (ULONG)size, NULL)) ||
         FAILED(IStream_Seek(stream, begin, STREAM_SEEK_SET, NULL)))) {
        IStream_Release(stream);
        stream = NULL;
    }
    return stream;
}

static bool nameIs(IXmlReader *reader, const WCHAR *name)
{
    const WCHAR *local = NULL;

    return SUCCEEDED(IXmlReader_GetLocalName(reader, &local, NULL)) && wcscmp(local, name) == 0;
}

/* An attribute of the current element; the caller frees it. NULL if it is missing or empty. */
static WCHAR *copyAttribute(IXmlReader *reader, const WCHAR *name)
{
    const WCHAR *value = NULL;
    WCHAR *copy = NULL;

    if (IXmlReader_MoveToAttributeByName(reader, name, NULL) == S_OK &&
        SUCCEEDED(IXmlReader_GetValue(reader, &value, NULL)) && value[0] != L'\0') {
        copy = PathCopy(value);
    }
    IXmlReader_MoveToElement(reader);
    return copy;
}

static void takeIdentity(IXmlReader *reader, Identity *identity)
{
    for (size_t i = 0; i < IDENTITY_SIZE; i++) {
        free(identity->values[i]);
        identity->values[i] = copyAttribute(reader, IdentityAttributes[i]);
    }
}

static void takeRoot(Manifest *manifest, IXmlReader *reader)
{
    WCHAR *version = copyAttribute(reader, L"manifestVersion");
    const WCHAR *space = NULL;

    manifest->isAssembly = nameIs(reader, L"assembly") && version && wcscmp(version, L"1.0") == 0 &&
                           SUCCEEDED(IXmlReader_GetNamespaceUri(reader, &space, NULL)) &&
                           wcscmp(space, NAMESPACE) == 0;
    free(version);
}

/* depth: the number of elements around this one. */
static void takeElement(Manifest *manifest, IXmlReader *reader, unsigned depth, bool *isDependent)
{
    if (depth == 0) {
        takeRoot(manifest, reader);
    } else if (nameIs(reader, L"dependentAssembly")) {
        *isDependent = true;
    } else if (nameIs(reader, L"assemblyIdentity")) {
        if (depth == 1) {
            takeIdentity(reader, &manifest->own);
        } else if (*isDependent && manifest->dependencyCount < MANIFEST_DEPENDENCY_MAX) {
            takeIdentity(reader, &manifest->dependencies[manifest->dependencyCount++]);
        }
        *isDependent = false;
    }
}

static void takeNode(Manifest *manifest, IXmlReader *reader, XmlNodeType type, unsigned *depth,
                     bool *isDependent)
{
    if (type == XmlNodeType_Element) {
        takeElement(manifest, reader, *depth, isDependent);
        *depth += !IXmlReader_IsEmptyElement(reader);
    } else if (type == XmlNodeType_EndElement && *depth != 0) {
        (*depth)--;
    }
}

static HRESULT readNodes(Manifest *manifest, IXmlReader *reader)
{
    unsigned depth = 0;
    unsigned standstill = 0;
    bool isDependent = false;

    for (unsigned i = 0; i < NODE_MAX && standstill < STANDSTILL_MAX; i++) {
        const UINT line = manifest->line;
        const UINT column = manifest->column;
        XmlNodeType type = XmlNodeType_None;
        const HRESULT hr = IXmlReader_Read(reader, &type);

        IXmlReader_GetLineNumber(reader, &manifest->line);
        IXmlReader_GetLinePosition(reader, &manifest->column);
        if (hr != S_OK) {
            return hr == S_FALSE && depth != 0 ? (HRESULT)MX_E_INPUTEND : hr;
        }
        standstill = manifest->line == line && manifest->column == column ? standstill + 1 : 0;
        takeNode(manifest, reader, type, &depth, &isDependent);
    }
    return standstill == STANDSTILL_MAX ? (HRESULT)MX_E_INPUTEND : S_OK;
}

void ManifestRead(Manifest *manifest, const void *bytes, size_t size)
{
    IXmlReader *reader = createReader();
    IStream *stream = createStream(bytes, size);

    memset(manifest, 0, sizeof(*manifest));
    if (reader && stream &&
        SUCCEEDED(IXmlReader_SetProperty(reader, XmlReaderProperty_DtdProcessing,
                                         DtdProcessing_Prohibit)) &&
        SUCCEEDED(IXmlReader_SetInput(reader, (IUnknown *)stream))) {
        manifest->isRead = true;
        manifest->fault = readNodes(manifest, reader);
    }
    if (stream) {
        IStream_Release(stream);
    }
    if (reader) {
        IXmlReader_Release(reader);
    }
}

static void freeIdentity(Identity *identity)
{
    for (size_t i = 0; i < IDENTITY_SIZE; i++) {
        free(identity->values[i]);
    }
}

void ManifestFree(Manifest *manifest)
{
    freeIdentity(&manifest->own);
    for (size_t i = 0; i < manifest->dependencyCount; i++) {
        freeIdentity(&manifest->dependencies[i]);
    }
    memset(manifest, 0, sizeof(*manifest));
}

const char *ManifestFaultText(HRESULT fault)
{
    static const struct {
        XmlError fault;
        const char *text;
    } texts[] = {
        {MX_E_INPUTEND, "the text ends before the last element does"},
        {MX_E_ENCODING, "a character that isn't in the encoding of the text"},
        {WC_E_ELEMENTMATCH, "an end tag that doesn't belong to the last start tag"},
        {WC_E_QUOTE, "the value of an attribute has to be in quotation marks"},
        {WC_E_EQUAL, "an attribute has to have a value"},
        {WC_E_GREATERTHAN, "a > is missing"},
        {WC_E_LESSTHAN, "a < that begins no tag"},
        {WC_E_COMMENT, "a comment has to end with -->, and may have no -- in it"},
        {WC_E_LEADINGXML, "something comes before <?xml"},
        {WC_E_ROOTELEMENT, "there may be one root element, and nothing but comments beside it"},
        {WC_E_UNIQUEATTRIBUTE, "an attribute that the element already has"},
        {WC_E_XMLCHARACTER, "a character that XML doesn't allow"},
        {NC_E_UNDECLAREDPREFIX, "a prefix of names that isn't declared"},
    };

    for (size_t i = 0; i < ARRAYSIZE(texts); i++) {
        if ((HRESULT)texts[i].fault == fault) {
            return texts[i].text;
        }
    }
    return "not well-formed";
}
