/* SPDX-License-Identifier: MIT */
/*
 * Each rule of validity broken alone, in a request and a response that are valid otherwise.
 * SohValidate and SohStatementRead must agree on everything.
 */
#include "qutiltest.h"

#include <string.h>

#include "sohbuilder.h"
#include "soh/statement.h"
#include "soh/validity.h"

static const BYTE idBytes[] = {0x00, 0x01, 0x37, 0x80};

#define LEADER                                                                                     \
    {                                                                                              \
        2, 4, idBytes                                                                              \
    }
#define PART(type, size)                                                                           \
    {                                                                                              \
        (type), (size), SohFiller                                                                  \
    }

static HRESULT readAlone(const SoH *soh, BOOL isRequest)
{
    SohStatement statement;
    HRESULT hr;

    SohStatementInit(&statement);
    hr = SohStatementRead(&statement, soh, isRequest);
    assert_int_equal(SohStatementCount(&statement), SUCCEEDED(hr) ? soh->count : 0);
    SohStatementClear(&statement);
    return hr;
}

static void judge(const SohPart *parts, UINT16 count, BOOL isRequest, HRESULT expected)
{
    SoH *soh = BuildSoH(parts, count);

    assert_hresult(SohValidate(soh, isRequest), expected);
    assert_hresult(readAlone(soh, isRequest), expected);
    DestroySoH(soh);
}

#define assert_valid(parts, isRequest) judge((parts), ARRAYSIZE(parts), (isRequest), S_OK)
#define assert_invalid(parts, isRequest)                                                           \
    judge((parts), ARRAYSIZE(parts), (isRequest), NAP_E_INVALID_PACKET)

static void acceptsTheLeastRequest(void **state)
{
    const SohPart parts[] = {LEADER};

    (void)state;
    assert_valid(parts, TRUE);
}

static void acceptsTheLeastResponses(void **state)
{
    const SohPart codes[] = {LEADER, PART(4, 4)};
    const SohPart noCodes[] = {LEADER, PART(4, 0)};
    const SohPart category[] = {LEADER, PART(14, 1)};

    (void)state;
    assert_valid(codes, FALSE);
    assert_valid(noCodes, FALSE);
    assert_valid(category, FALSE);
}

static void acceptsEveryTypeInAnyOrderAndRepeated(void **state)
{
    const SohPart parts[] = {LEADER,      PART(16, 1), PART(14, 1),      PART(13, 8), PART(12, 8),
                             PART(11, 4), PART(10, 2), PART(9, 3),       PART(8, 1),  PART(7, 4),
                             PART(7, 6),  PART(6, 0),  PART(5, 8),       PART(4, 0),  PART(4, 4),
                             PART(8, 1),  PART(4, 4),  PART(14, 1),      PART(16, 1), PART(5, 8),
                             PART(0, 3),  PART(1, 0),  PART(0x3FFF, 17), PART(17, 4), PART(17, 4)};

    (void)state;
    assert_valid(parts, TRUE);
    assert_valid(parts, FALSE);
}

static void refusesNull(void **state)
{
    (void)state;
    assert_hresult(SohValidate(NULL, TRUE), E_INVALIDARG);
    assert_hresult(SohValidate(NULL, FALSE), E_INVALIDARG);
}

static void refusesNoAttributes(void **state)
{
    SoHAttribute attribute = {2, 4, NULL};
    SoH soh = {0, NULL};

    (void)state;
    assert_hresult(SohValidate(&soh, TRUE), NAP_E_INVALID_PACKET);
    assert_hresult(readAlone(&soh, TRUE), NAP_E_INVALID_PACKET);
    soh.attributes = &attribute;
    assert_hresult(SohValidate(&soh, TRUE), NAP_E_INVALID_PACKET);
    assert_hresult(readAlone(&soh, TRUE), NAP_E_INVALID_PACKET);
}

static void refusesANullArray(void **state)
{
    const SoH soh = {1, NULL};

    (void)state;
    assert_hresult(SohValidate(&soh, TRUE), NAP_E_INVALID_PACKET);
    assert_hresult(readAlone(&soh, TRUE), NAP_E_INVALID_PACKET);
}

static void countsTo100(void **state)
{
    SohPart parts[101];

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(parts); i++) {
        const SohPart leader = LEADER;
        const SohPart follower = PART(4, 4);

        parts[i] = i == 0 ? leader : follower;
    }
    judge(parts, 99, FALSE, S_OK);
    judge(parts, 100, FALSE, S_OK);
    judge(parts, 101, FALSE, NAP_E_INVALID_PACKET);
}

/* The array has one element: nothing may be looked at beyond it. */
static void refusesAWildCountWithoutReadingOn(void **state)
{
    const SohPart parts[] = {LEADER};
    SoH *soh = BuildSoH(parts, 1);

    (void)state;
    soh->count = 101;
    assert_hresult(SohValidate(soh, TRUE), NAP_E_INVALID_PACKET);
    assert_hresult(readAlone(soh, TRUE), NAP_E_INVALID_PACKET);
    soh->count = 0xFFFF;
    assert_hresult(SohValidate(soh, TRUE), NAP_E_INVALID_PACKET);
    assert_hresult(readAlone(soh, TRUE), NAP_E_INVALID_PACKET);
    soh->count = 1;
    DestroySoH(soh);
}

static void wantsSystemHealthIdFirst(void **state)
{
    const SohPart missing[] = {PART(7, 6), PART(4, 4)};
    const SohPart second[] = {PART(7, 6), LEADER, PART(4, 4)};

    (void)state;
    assert_invalid(missing, TRUE);
    assert_invalid(missing, FALSE);
    assert_invalid(second, TRUE);
    assert_invalid(second, FALSE);
}

static void wantsSystemHealthIdOnce(void **state)
{
    const SohPart twice[] = {LEADER, LEADER, PART(4, 4)};
    const SohPart last[] = {LEADER, PART(4, 4), LEADER};

    (void)state;
    assert_invalid(twice, TRUE);
    assert_invalid(twice, FALSE);
    assert_invalid(last, TRUE);
    assert_invalid(last, FALSE);
}

static void wantsFourBytesOfSystemHealthId(void **state)
{
    for (UINT16 size = 0; size <= 9; size++) {
        const SohPart parts[] = {PART(2, size), PART(14, 1)};

        (void)state;
        judge(parts, 2, TRUE, size == 4 ? S_OK : NAP_E_INVALID_PACKET);
        judge(parts, 2, FALSE, size == 4 ? S_OK : NAP_E_INVALID_PACKET);
    }
}

/* Rows of the table at, below and above their limits; valid sizes stand first. */
static void wantsSizesThatTheTypeAllows(void **state)
{
    static const struct {
        UINT16 type;
        UINT16 good[4];
        UINT16 bad[6];
    } rows[] = {
        {3, {4, 8, 3996, 4000}, {0, 3, 5, 4001, 4004, 65532}},
        {4, {0, 4, 3996, 4000}, {1, 2, 3, 3999, 4004, 65532}},
        {5, {8, 8, 8, 8}, {0, 7, 9, 16, 4000, 65535}},
        {6, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {7, {4, 5, 3999, 4000}, {0, 1, 3, 4001, 4004, 65535}},
        {8, {1, 1, 1, 1}, {0, 2, 4, 257, 4000, 65535}},
        {9, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {10, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {11, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {12, {8, 8, 8, 8}, {0, 7, 9, 16, 4000, 65535}},
        {13, {0, 4, 3996, 4000}, {1, 2, 3, 3999, 4004, 65532}},
        {14, {1, 1, 1, 1}, {0, 2, 4, 257, 4000, 65535}},
        {15, {16, 32, 3984, 4000}, {0, 15, 17, 3999, 4016, 65520}},
        {16, {1, 1, 1, 1}, {0, 2, 4, 257, 4000, 65535}},
        {0, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {1, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {17, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
        {0x3FFF, {0, 1, 3999, 4000}, {4001, 4002, 4096, 8000, 32768, 65535}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        SohPart parts[] = {LEADER, PART(rows[i].type, 0), PART(14, 1)};

        for (size_t j = 0; j < ARRAYSIZE(rows[i].good); j++) {
            parts[1].size = rows[i].good[j];
            assert_valid(parts, TRUE);
            assert_valid(parts, FALSE);
        }
        for (size_t j = 0; j < ARRAYSIZE(rows[i].bad); j++) {
            parts[1].size = rows[i].bad[j];
            assert_invalid(parts, TRUE);
            assert_invalid(parts, FALSE);
        }
    }
}

static void wantsAValueUnlessSizeIs0(void **state)
{
    for (UINT16 type = 3; type <= 17; type++) {
        static const UINT16 least[] = {4, 4, 8, 1, 4, 1, 1, 1, 1, 8, 4, 1, 16, 1, 1};
        const SohPart parts[] = {LEADER, {type, least[type - 3], NULL}, PART(14, 1)};

        (void)state;
        assert_invalid(parts, TRUE);
        assert_invalid(parts, FALSE);
    }
}

static void acceptsANullValueOfSize0(void **state)
{
    const SohPart parts[] = {LEADER, {4, 0, NULL}, {6, 0, NULL}, {0x1234, 0, NULL}};

    (void)state;
    assert_valid(parts, TRUE);
    assert_valid(parts, FALSE);
}

static void wantsTypesOf14Bits(void **state)
{
    static const UINT16 bad[] = {0x4000, 0x4002, 0x8002, 0xC007, 0xFFFF};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
        const SohPart parts[] = {LEADER, PART(bad[i], 4), PART(14, 1)};

        assert_invalid(parts, TRUE);
        assert_invalid(parts, FALSE);
    }
}

static void wantsAResultInAResponseOnly(void **state)
{
    const SohPart parts[] = {LEADER, PART(7, 6), PART(13, 4), PART(16, 1), PART(20, 4)};

    (void)state;
    assert_valid(parts, TRUE);
    assert_invalid(parts, FALSE);
}

static void wantsOneFixupAttributeOfAFamilyInAResponseOnly(void **state)
{
    const SohPart one[] = {LEADER, PART(3, 8), PART(4, 4), PART(15, 32)};
    const SohPart v4Twice[] = {LEADER, PART(3, 8), PART(4, 4), PART(3, 8)};
    const SohPart v6Twice[] = {LEADER, PART(15, 16), PART(15, 16), PART(14, 1)};

    (void)state;
    assert_valid(one, TRUE);
    assert_valid(one, FALSE);
    assert_valid(v4Twice, TRUE);
    assert_invalid(v4Twice, FALSE);
    assert_valid(v6Twice, TRUE);
    assert_invalid(v6Twice, FALSE);
}

static void takesAnyNonzeroForTrue(void **state)
{
    const SohPart request[] = {LEADER};

    (void)state;
    judge(request, 1, 2, S_OK);
    judge(request, 1, -1, S_OK);
}

static void allocatesNothing(void **state)
{
    const SohPart parts[] = {LEADER, PART(6, 4000), PART(14, 1)};
    SoH *soh = BuildSoH(parts, 3);

    (void)state;
    assert_hresult(SohValidate(soh, FALSE), S_OK);
    assert_int_equal(SpyRead().allocations, 0);
    DestroySoH(soh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(acceptsTheLeastRequest),
        spied_test(acceptsTheLeastResponses),
        spied_test(acceptsEveryTypeInAnyOrderAndRepeated),
        spied_test(refusesNull),
        spied_test(refusesNoAttributes),
        spied_test(refusesANullArray),
        spied_test(countsTo100),
        spied_test(refusesAWildCountWithoutReadingOn),
        spied_test(wantsSystemHealthIdFirst),
        spied_test(wantsSystemHealthIdOnce),
        spied_test(wantsFourBytesOfSystemHealthId),
        spied_test(wantsSizesThatTheTypeAllows),
        spied_test(wantsAValueUnlessSizeIs0),
        spied_test(acceptsANullValueOfSize0),
        spied_test(wantsTypesOf14Bits),
        spied_test(wantsAResultInAResponseOnly),
        spied_test(wantsOneFixupAttributeOfAFamilyInAResponseOnly),
        spied_test(takesAnyNonzeroForTrue),
        spied_test(allocatesNothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
