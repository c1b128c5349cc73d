/* SPDX-License-Identifier: MIT */
/*
 * Loaded into every process of the emulated 32-bit Wine (see ../lib/emulation.sh). qemu-user passes
 * no trap number to signal handlers. Wine needs it to tell exceptions apart; without it, it takes a
 * guard page fault for something else. This replaces the C library's sigaction, and adds the
 * number. tests/wine/exceptions.c shows the effect.
 *
 * Freestanding, because set-up has no 32-bit C library to compile with:
 * gcc -m32 -shared -nostdlib -ffreestanding
 */

enum {
    ILL = 4,
    TRAP = 5,
    BUS = 7,
    FPE = 8,
    SEGV = 11,
    SIGNALS = 32,

    SA_SIGINFO = 4,
    FROM_KERNEL = 0x80, /* si_code: SI_KERNEL */
    BUS_ADRALN = 1,
    FPE_INTDIV = 1,
    UNKNOWN = -1 /* the trap number that qemu leaves */
};

/* The start of what i386 Linux passes to a handler. */
typedef struct SignalInfo {
    int signal;
    int error;
    int code;
    unsigned address;
} SignalInfo;

typedef struct SignalContext {
    unsigned flags;
    unsigned link;
    unsigned stack[3];
    unsigned segments[4];
    unsigned registers[8];
    int trap;
    unsigned error;
    unsigned instruction;
} SignalContext;

typedef void (*Handler)(int, SignalInfo *, SignalContext *);

/* The C library's struct sigaction. */
typedef struct Action {
    Handler call;
    unsigned mask[32];
    int flags;
    void (*restorer)(void);
} Action;

enum Trap {
    DIVISION = 0,
    SINGLE_STEP = 1,
    BREAKPOINT = 3,
    INVALID_OPCODE = 6,
    PROTECTION = 13,
    PAGE = 14,
    FLOATING_POINT = 16,
    ALIGNMENT = 17,

    ERROR_FETCH = 0x10 /* of a page fault: an instruction was fetched */
};

extern int __sigaction(int signal, const Action *action, Action *before);

static Handler handlers[SIGNALS];

static int isException(int signal)
{
    return signal == ILL || signal == TRAP || signal == BUS || signal == FPE || signal == SEGV;
}

static int trapOf(int signal, int code)
{
    switch (signal) {
    case ILL:
        return INVALID_OPCODE;
    case TRAP:
        return code == FROM_KERNEL ? BREAKPOINT : SINGLE_STEP;
    case BUS:
        return code == BUS_ADRALN ? ALIGNMENT : PAGE;
    case FPE:
        return code == FPE_INTDIV ? DIVISION : FLOATING_POINT;
    default:
        return code == FROM_KERNEL ? PROTECTION : PAGE;
    }
}

/* If the code isn't positive, another process sent the signal, and there is no trap. */
static void handle(int signal, SignalInfo *info, SignalContext *context)
{
    if (context->trap == UNKNOWN && info->code > 0) {
        context->trap = trapOf(signal, info->code);
        if (context->trap == PAGE && info->address == context->instruction) {
            context->error |= ERROR_FETCH;
        }
    }
    handlers[signal](signal, info, context);
}

int sigaction(int signal, const Action *action, Action *before)
{
    Action ours;
    Handler replaced = 0;
    int result;

    if (!isException(signal)) {
        return __sigaction(signal, action, before);
    }
    replaced = handlers[signal];
    if (action && (action->flags & SA_SIGINFO)) {
        ours = *action;
        ours.call = handle;
        handlers[signal] = action->call;
        action = &ours;
    }
    result = __sigaction(signal, action, before);
    if (before && result == 0 && before->call == handle) {
        before->call = replaced;
    }
    return result;
}
