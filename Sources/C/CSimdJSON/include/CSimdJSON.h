#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What a token of the tape is. Objects hold key, value, key, value …; both kinds of containers close with an end.
enum {
    lianban_json_null = 0,
    lianban_json_false,
    lianban_json_true,
    lianban_json_number,
    lianban_json_string,
    lianban_json_key,
    lianban_json_array,
    lianban_json_object,
    lianban_json_end,
};

enum {
    lianban_json_ok = 0,
    lianban_json_empty,
    lianban_json_utf8,
    lianban_json_control_character,
    lianban_json_unclosed_string,
    lianban_json_bad_escape,
    lianban_json_lone_surrogate,
    lianban_json_bad_number,
    lianban_json_bad_literal,
    lianban_json_expected_value,
    lianban_json_expected_key,
    lianban_json_expected_colon,
    lianban_json_expected_comma,
    lianban_json_trailing_content,
    lianban_json_too_deep,
    lianban_json_too_long,
    lianban_json_too_large,
    lianban_json_no_memory,
};

// A token is one word: kind in the upper 4 bits, then 28 bits `length`, then 32 bits `offset`. For text (keys, strings,
// numbers) they say where in `text` it stands, for an array or object `length` is the number of its members.
typedef struct {
    uint64_t *tokens;
    size_t token_count;
    uint8_t *text;
    size_t text_count;
    // lianban_json_ok or what is wrong, at this byte of the input. The tokens before it are there.
    int error;
    size_t error_offset;
} lianban_json;

// Reads one whole JSON text (RFC 8259) strictly. The input may be freed afterwards; the result is freed with
// lianban_json_free, also after an error. Does not look for names that occur twice.
lianban_json lianban_json_parse(
    const uint8_t *input, size_t count, size_t depth_max, size_t string_max);

void lianban_json_free(lianban_json *result);

// The version of simdjson that this was compiled with.
const char *lianban_json_version(void);

#ifdef __cplusplus
}
#endif
