/* SPDX-License-Identifier: MIT */
/* See child.h. For the native build. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/wait.h>

#define STEP_MS     10
#define SIGNAL_CODE 128 /* as in shells */

extern char **environ;

char *ChildOutputName(void)
{
    char *name = strdup("/tmp/qutil-test-XXXXXX");
    int file = name ? mkstemp(name) : -1;

    if (file < 0) {
        free(name);
        return NULL;
    }
    close(file);
    return name;
}

static pid_t identity(const Child *child)
{
    return (pid_t)(intptr_t)child->process;
}

bool ChildStart(Child *child, char *const *arguments, const char *output, unsigned long *error)
{
    posix_spawn_file_actions_t files;
    pid_t process = 0;
    int code;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, O_WRONLY | O_APPEND, 0);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    code = posix_spawn(&process, arguments[0], &files, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    child->process = (void *)(intptr_t)process;
    *error = (unsigned long)code;
    return code == 0;
}

bool ChildEnded(Child *child, unsigned milliseconds, unsigned long *exitCode)
{
    const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
    int status = 0;

    for (unsigned waited = 0; waitpid(identity(child), &status, WNOHANG) == 0; waited += STEP_MS) {
        if (waited >= milliseconds) {
            return false;
        }
        nanosleep(&step, NULL);
    }
    *exitCode =
        (unsigned long)(WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_CODE + WTERMSIG(status));
    return true;
}

void ChildKill(Child *child)
{
    kill(identity(child), SIGKILL);
    waitpid(identity(child), NULL, 0);
}
