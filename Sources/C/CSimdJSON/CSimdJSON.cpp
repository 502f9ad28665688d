// simdjson finds where the tokens are (its stage 1: SIMD, with UTF-8, quotes and control characters checked). The
// grammar is walked here, because simdjson's own second stages turn numbers into doubles or check only what is asked
// for, and the hub must keep the text of numbers and refuse everything that RFC 8259 refuses.
#include "CSimdJSON.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

using Indexer = simdjson::internal::dom_parser_implementation;

// Lengths have 28 bits in a token.
constexpr size_t input_max = (size_t(1) << 28) - 1;
constexpr size_t cached_capacity = 64 * 1024;

std::unique_ptr<Indexer> make_indexer(size_t capacity) {
    std::unique_ptr<Indexer> indexer;
    // A depth of 1: its stacks belong to stage 2, which is not used.
    auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        capacity, 1, indexer);
    return error ? nullptr : std::move(indexer);
}

bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

// RFC 8259, section 6. Returns how many bytes are a number, or 0 with `stop` where it goes wrong.
size_t number_length(const uint8_t *bytes, size_t count, size_t *stop) {
    size_t at = 0;
    auto digits = [&] {
        size_t start = at;
        while (at < count && is_digit(bytes[at])) at++;
        return at > start;
    };
    *stop = 0;
    if (at < count && bytes[at] == '-') at++;
    if (at < count && bytes[at] == '0') {
        at++;
    } else if (!digits()) {
        return *stop = at, 0;
    }
    if (at < count && bytes[at] == '.') {
        at++;
        if (!digits()) return *stop = at, 0;
    }
    if (at < count && (bytes[at] == 'e' || bytes[at] == 'E')) {
        at++;
        if (at < count && (bytes[at] == '+' || bytes[at] == '-')) at++;
        if (!digits()) return *stop = at, 0;
    }
    return at;
}

int hex_value(uint8_t byte) {
    if (is_digit(byte)) return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

// The four digits of \uXXXX, or -1.
int32_t code_unit(const uint8_t *at, const uint8_t *end) {
    if (end - at < 4) return -1;
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(at[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

uint8_t *put_utf8(uint8_t *to, uint32_t scalar) {
    if (scalar < 0x80) {
        *to++ = uint8_t(scalar);
    } else if (scalar < 0x800) {
        *to++ = uint8_t(0xC0 | scalar >> 6);
        *to++ = uint8_t(0x80 | (scalar & 0x3F));
    } else if (scalar < 0x10000) {
        *to++ = uint8_t(0xE0 | scalar >> 12);
        *to++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
        *to++ = uint8_t(0x80 | (scalar & 0x3F));
    } else {
        *to++ = uint8_t(0xF0 | scalar >> 18);
        *to++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
        *to++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
        *to++ = uint8_t(0x80 | (scalar & 0x3F));
    }
    return to;
}

// `at` is behind a backslash; returns the place behind the escape, or null with `error`.
const uint8_t *unescape(const uint8_t *at, const uint8_t *end, uint8_t **to, int *error) {
    *error = lianban_json_bad_escape;
    if (at == end) return nullptr;
    switch (*at) {
    case '"': *(*to)++ = '"'; return at + 1;
    case '\\': *(*to)++ = '\\'; return at + 1;
    case '/': *(*to)++ = '/'; return at + 1;
    case 'b': *(*to)++ = '\b'; return at + 1;
    case 'f': *(*to)++ = '\f'; return at + 1;
    case 'n': *(*to)++ = '\n'; return at + 1;
    case 'r': *(*to)++ = '\r'; return at + 1;
    case 't': *(*to)++ = '\t'; return at + 1;
    case 'u': break;
    default: return nullptr;
    }
    int32_t unit = code_unit(at + 1, end);
    if (unit < 0) return nullptr;
    at += 5;
    uint32_t scalar = uint32_t(unit);
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        *error = lianban_json_lone_surrogate;
        if (unit >= 0xDC00 || end - at < 2 || at[0] != '\\' || at[1] != 'u') return nullptr;
        int32_t low = code_unit(at + 2, end);
        if (low < 0xDC00 || low > 0xDFFF) return nullptr;
        at += 6;
        scalar = 0x10000 + ((uint32_t(unit) - 0xD800) << 10) + (uint32_t(low) - 0xDC00);
    }
    *to = put_utf8(*to, scalar);
    return at;
}

class Walker {
public:
    Walker(const uint8_t *input, size_t count, const Indexer &indexer, lianban_json *result)
        : input(input), count(count), indexes(indexer.structural_indexes.get()),
          index_count(indexer.n_structural_indexes), result(result) {}

    void walk(size_t depth_max, size_t string_max_bytes) {
        string_max = string_max_bytes;
        open.reserve(16);
        if (!value(depth_max)) return;
        while (!open.empty()) {
            if (!member(depth_max)) return;
        }
        if (at < index_count) fail(lianban_json_trailing_content, indexes[at]);
    }

private:
    const uint8_t *input;
    size_t count;
    const uint32_t *indexes;
    size_t index_count;
    lianban_json *result;
    size_t at = 0;
    size_t string_max = 0;
    // Positions on the tape of the containers that are open.
    std::vector<uint32_t> open;

    bool fail(int error, size_t offset) {
        result->error = error;
        result->error_offset = offset;
        return false;
    }

    uint8_t peek() const { return at < index_count ? input[indexes[at]] : 0; }
    size_t here() const { return at < index_count ? indexes[at] : count; }

    void put(unsigned kind, size_t length, size_t offset) {
        result->tokens[result->token_count++] =
            uint64_t(kind) << 60 | uint64_t(length) << 32 | uint64_t(offset);
    }

    // One member of the innermost container with what stands before it, or that container's end.
    bool member(size_t depth_max) {
        uint64_t &container = result->tokens[open.back()];
        bool is_object = container >> 60 == lianban_json_object;
        bool is_first = (container >> 32 & input_max) == 0;
        uint8_t byte = peek();
        if (byte == (is_object ? '}' : ']')) {
            at++;
            open.pop_back();
            put(lianban_json_end, 0, 0);
            return true;
        }
        if (!is_first) {
            if (byte != ',') return fail(lianban_json_expected_comma, here());
            at++;
        }
        if (is_object) {
            if (peek() != '"') return fail(lianban_json_expected_key, here());
            if (!string(lianban_json_key)) return false;
            if (peek() != ':') return fail(lianban_json_expected_colon, here());
            at++;
        }
        container += uint64_t(1) << 32;
        return value(depth_max);
    }

    bool value(size_t depth_max) {
        if (at >= index_count) return fail(lianban_json_expected_value, count);
        uint8_t byte = input[indexes[at]];
        switch (byte) {
        case '"': return string(lianban_json_string);
        case '{':
        case '[':
            if (open.size() >= depth_max) return fail(lianban_json_too_deep, indexes[at]);
            at++;
            open.push_back(uint32_t(result->token_count));
            put(byte == '{' ? lianban_json_object : lianban_json_array, 0, 0);
            return true;
        case 't': return literal("true", 4, lianban_json_true);
        case 'f': return literal("false", 5, lianban_json_false);
        case 'n': return literal("null", 4, lianban_json_null);
        default:
            if (byte == '-' || is_digit(byte)) return number();
            return fail(lianban_json_expected_value, indexes[at]);
        }
    }

    // Between a scalar and the next token only white space may stand.
    bool only_space(size_t from, size_t to, int error) {
        for (; from < to; from++) {
            if (!is_space(input[from])) return fail(error, from);
        }
        return true;
    }

    bool literal(const char *word, size_t length, unsigned kind) {
        size_t start = indexes[at++];
        if (count - start < length || memcmp(input + start, word, length) != 0) {
            return fail(lianban_json_bad_literal, start);
        }
        if (!only_space(start + length, here(), lianban_json_bad_literal)) return false;
        put(kind, 0, 0);
        return true;
    }

    bool number() {
        size_t start = indexes[at++];
        size_t stop;
        size_t length = number_length(input + start, here() - start, &stop);
        if (length == 0) return fail(lianban_json_bad_number, start + stop);
        if (!only_space(start + length, here(), lianban_json_bad_number)) return false;
        if (length > string_max) return fail(lianban_json_too_long, start);
        put(lianban_json_number, length, result->text_count);
        memcpy(result->text + result->text_count, input + start, length);
        result->text_count += length;
        return true;
    }

    bool string(unsigned kind) {
        size_t start = indexes[at++];
        // The index has where strings begin; this one ends at the last quote before the next token.
        size_t end = here();
        while (is_space(input[end - 1])) end--;
        end--;
        if (end <= start || input[end] != '"') return fail(lianban_json_expected_comma, end);
        const uint8_t *from = input + start + 1;
        const uint8_t *stop = input + end;
        uint8_t *begin = result->text + result->text_count;
        uint8_t *to = begin;
        while (from < stop) {
            auto slash = static_cast<const uint8_t *>(memchr(from, '\\', size_t(stop - from)));
            size_t plain = size_t((slash ? slash : stop) - from);
            memcpy(to, from, plain);
            to += plain;
            from += plain;
            if (!slash) break;
            int error;
            const uint8_t *next = unescape(from + 1, stop, &to, &error);
            if (!next) return fail(error, size_t(from - input));
            from = next;
        }
        size_t length = size_t(to - begin);
        if (length > string_max) return fail(lianban_json_too_long, start);
        put(kind, length, result->text_count);
        result->text_count += length;
        return true;
    }
};

// Stage 1 says that there is a fault in some string, not where.
void locate(const uint8_t *input, size_t count, lianban_json *result) {
    bool inside = false;
    size_t start = 0;
    for (size_t at = 0; at < count; at++) {
        if (!inside) {
            inside = input[at] == '"';
            start = at;
        } else if (input[at] < 0x20) {
            result->error = lianban_json_control_character;
            result->error_offset = at;
            return;
        } else if (input[at] == '\\') {
            at++;
        } else if (input[at] == '"') {
            inside = false;
        }
    }
    result->error = lianban_json_unclosed_string;
    result->error_offset = start;
}

void parse(
    Indexer &indexer, const uint8_t *input, size_t count, size_t depth_max, size_t string_max,
    lianban_json *result) {
    switch (indexer.stage1(input, count, simdjson::stage1_mode::regular)) {
    case simdjson::SUCCESS: break;
    case simdjson::EMPTY: result->error = lianban_json_empty; return;
    case simdjson::UTF8_ERROR: result->error = lianban_json_utf8; return;
    case simdjson::UNESCAPED_CHARS:
    case simdjson::UNCLOSED_STRING: locate(input, count, result); return;
    default: result->error = lianban_json_no_memory; return;
    }
    // Each token of the index gives at most one of the tape, and no text gets longer by unescaping.
    result->tokens = static_cast<uint64_t *>(malloc((indexer.n_structural_indexes + 1) * 8));
    result->text = static_cast<uint8_t *>(malloc(count));
    if (!result->tokens || !result->text) {
        result->error = lianban_json_no_memory;
        return;
    }
    Walker(input, count, indexer, result).walk(depth_max, string_max);
}

}  // namespace

lianban_json lianban_json_parse(
    const uint8_t *input, size_t count, size_t depth_max, size_t string_max) {
    lianban_json result = {};
    if (count == 0) {
        result.error = lianban_json_empty;
        return result;
    }
    if (count > input_max) {
        result.error = lianban_json_too_large;
        return result;
    }
    // The index takes four bytes for each of the input's: most messages share one per thread.
    static thread_local std::unique_ptr<Indexer> shared;
    std::unique_ptr<Indexer> own;
    if (count > cached_capacity) {
        own = make_indexer(count);
    } else if (!shared) {
        shared = make_indexer(cached_capacity);
    }
    Indexer *indexer = count > cached_capacity ? own.get() : shared.get();
    if (!indexer) {
        result.error = lianban_json_no_memory;
        return result;
    }
    parse(*indexer, input, count, depth_max, string_max, &result);
    return result;
}

void lianban_json_free(lianban_json *result) {
    free(result->tokens);
    free(result->text);
    *result = {};
}

const char *lianban_json_version(void) {
    // Not SIMDJSON_VERSION, which some releases quote and some do not.
    static const std::string version = std::to_string(simdjson::SIMDJSON_VERSION_MAJOR) + "." +
                                       std::to_string(simdjson::SIMDJSON_VERSION_MINOR) + "." +
                                       std::to_string(simdjson::SIMDJSON_VERSION_REVISION);
    return version.c_str();
}
