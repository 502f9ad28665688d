#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include <stddef.h>

// Bytes that malloc has given out and not got back, in all arenas and mappings. glibc's <malloc.h> is not imported by
// Swift, and resident memory alone also tells how the heap is cut up.
size_t fuzz_memory_in_use(void);

// Gives free pages back to the system, so that resident memory says what is held.
void fuzz_memory_trim(void);

#endif
