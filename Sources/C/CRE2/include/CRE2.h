// Debian's libre2 speaks C++; these are the calls that its safe wrapper needs, as C.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CRE2Pattern CRE2Pattern;

/// Compiles UTF-8. Never returns NULL; ask cre2_error_code whether it is usable.
CRE2Pattern *cre2_new(const char *pattern, size_t length, int64_t memory_max);
void cre2_delete(CRE2Pattern *pattern);

/// 0 where the pattern is usable, else RE2::ErrorCode.
int cre2_error_code(const CRE2Pattern *pattern);
/// Lives as long as the pattern.
const char *cre2_error_text(const CRE2Pattern *pattern, size_t *length);

/// How many groups can be captured, without the whole match.
int cre2_group_count(const CRE2Pattern *pattern);

/// Searches text from `start`. With `whole`, the match has to span the text. Writes up to `spans_count` pairs of
/// begin and end offsets, the whole match first; -1 for a group that took no part.
bool cre2_match(const CRE2Pattern *pattern, const char *text, size_t length, size_t start, bool whole,
                int64_t *spans, int spans_count);

#ifdef __cplusplus
}
#endif
