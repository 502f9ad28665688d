#include "CRE2.h"

#include <re2/re2.h>

#include <vector>

struct CRE2Pattern {
    RE2 compiled;
    CRE2Pattern(const re2::StringPiece &pattern, const RE2::Options &options) : compiled(pattern, options) {}
};

CRE2Pattern *cre2_new(const char *pattern, size_t length, int64_t memory_max) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory_max);
    return new CRE2Pattern(re2::StringPiece(pattern, length), options);
}

void cre2_delete(CRE2Pattern *pattern) { delete pattern; }

int cre2_error_code(const CRE2Pattern *pattern) { return static_cast<int>(pattern->compiled.error_code()); }

const char *cre2_error_text(const CRE2Pattern *pattern, size_t *length) {
    *length = pattern->compiled.error().size();
    return pattern->compiled.error().data();
}

int cre2_group_count(const CRE2Pattern *pattern) { return pattern->compiled.NumberOfCapturingGroups(); }

bool cre2_match(const CRE2Pattern *pattern, const char *text, size_t length, size_t start, bool whole,
                int64_t *spans, int spans_count) {
    const re2::StringPiece subject(text, length);
    const RE2::Anchor anchor = whole ? RE2::ANCHOR_BOTH : RE2::UNANCHORED;
    if (spans_count <= 0) return pattern->compiled.Match(subject, start, length, anchor, nullptr, 0);
    std::vector<re2::StringPiece> groups(static_cast<size_t>(spans_count));
    if (!pattern->compiled.Match(subject, start, length, anchor, groups.data(), spans_count)) return false;
    for (int at = 0; at < spans_count; at++) {
        const re2::StringPiece &group = groups[static_cast<size_t>(at)];
        const bool took = group.data() != nullptr;
        spans[2 * at] = took ? group.data() - text : -1;
        spans[2 * at + 1] = took ? group.data() - text + static_cast<int64_t>(group.size()) : -1;
    }
    return true;
}
