#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one form for each type.
static inline CURLcode lianban_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode lianban_curl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

// The text is copied by curl.
static inline CURLcode lianban_curl_set_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

// What is pointed to must outlive the transfer.
static inline CURLcode lianban_curl_set_pointer(CURL *curl, CURLoption option, const void *value) {
    return curl_easy_setopt(curl, option, value);
}

typedef size_t (*lianban_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode lianban_curl_set_sink(
    CURL *curl, CURLoption function, lianban_curl_sink sink, CURLoption data, void *context
) {
    CURLcode code = curl_easy_setopt(curl, function, sink);
    return code == CURLE_OK ? curl_easy_setopt(curl, data, context) : code;
}

static inline long lianban_curl_get_long(CURL *curl, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(curl, info, &value);
    return value;
}
