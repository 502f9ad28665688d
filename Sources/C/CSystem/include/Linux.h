// Calls of the Linux C library that Swift's Glibc module does not show: their headers are missing from its
// module map, or they need _GNU_SOURCE. Each one returns what the C function returns and leaves errno.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK).
int csystem_eventfd(void);

/// signalfd(-1, …, SFD_CLOEXEC | SFD_NONBLOCK) for `count` signal numbers.
int csystem_signalfd(const int *signals, size_t count);

/// The number of the next signal on a signalfd, 0 when there is none, -1 on error.
int csystem_signalfd_next(int descriptor);

/// getrandom(2) without flags.
ssize_t csystem_random(void *bytes, size_t count);

/// Names the calling thread; Linux keeps the first 15 bytes.
void csystem_thread_name(const char *name);

/// The kernel's number of the calling thread.
int csystem_thread_id(void);
