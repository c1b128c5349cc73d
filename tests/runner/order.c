/* SPDX-License-Identifier: MIT */
/* See order.h. */
#include "order.h"

#include <stdlib.h>
#include <string.h>

static unsigned needNamed(const char *name)
{
    static const struct {
        const char *name;
        unsigned need;
    } needs[] = {{"service", NEED_SERVICE},
                 {"unregistered", NEED_UNREGISTERED},
                 {"registry", NEED_UNREGISTERED | NEED_REGISTRY}};

    for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
        if (strcmp(needs[i].name, name) == 0) {
            return needs[i].need;
        }
    }
    return 0;
}

static const char *takeOption(Order *order, const char *option, const char *value)
{
    if (strcmp(option, "--needs") == 0 && needNamed(value) != 0) {
        order->needs |= needNamed(value);
    } else if (strcmp(option, "--seconds") == 0 && strtoul(value, NULL, 10) != 0) {
        order->seconds = (unsigned)strtoul(value, NULL, 10);
    } else if (strcmp(option, "--ends") == 0 && *value != '\0') {
        order->ends = value;
    } else {
        return "an option or its value is unknown";
    }
    return NULL;
}

const char *OrderParse(Order *order, int count, char **words)
{
    const char *problem = NULL;
    int used = 0;

    memset(order, 0, sizeof(*order));
    while (!problem && used + 1 < count && strncmp(words[used], "--", 2) == 0) {
        problem = takeOption(order, words[used], words[used + 1]);
        used += 2;
    }
    if (!problem && used >= count) {
        problem = "no program is named";
    }
    if (!problem && count - used > ORDER_WORDS) {
        problem = "there are too many arguments";
    }
    for (int i = used; !problem && i < count; i++) {
        order->arguments[i - used] = words[i];
    }
    return problem;
}
