#include "memory.h"

#include <malloc.h>

size_t fuzz_memory_in_use(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

void fuzz_memory_trim(void) { malloc_trim(0); }
