/* word.c - the characters of words, and the keywords. */
#include "word.h"

#include <string.h>
#include <utf8proc.h>

#include "../runtime/arena.h"
#include "grammar.h"

int32_t word_decode(const char *text, size_t left, size_t *length) {
    int32_t code = -1;
    utf8proc_ssize_t n = left ? utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &code) : 0;
    *length = n > 0 ? (size_t)n : 1;
    return code;
}

static bool is_letter(int32_t code) {
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return true;
    default:
        return false;
    }
}

int32_t word_folded(int32_t code) {
    bool letter = (code >= 0xFF21 && code <= 0xFF3A) || (code >= 0xFF41 && code <= 0xFF5A);
    bool digit = code >= 0xFF10 && code <= 0xFF19;
    return letter || digit || code == 0xFF3F || code == 0xFF0E || code == 0xFF05 ? code - 0xFEE0 : code;
}

bool word_may_hold(const char *text, size_t left, bool first, size_t *length) {
    int32_t code = word_folded(word_decode(text, left, length));
    if (code >= '0' && code <= '9')
        return !first;
    return code == '_' || (code >= 0 && is_letter(code));
}

bool word_unit_may_hold(const char *text, size_t left, size_t *length) {
    int32_t code = word_folded(word_decode(text, left, length));
    bool sign = code == '%' || code == 0x2030 || code == 0xB2 || code == 0xB3 || code == 0xB0 || code == 0x2103 ||
                (code >= 0x3371 && code <= 0x33DF);
    return sign || code == '_' || (code >= 0 && is_letter(code));
}

const char *word_copy(struct arena *a, const char *text, size_t start, size_t end) {
    char *copy = arena_copy(a, text + start, end - start);
    size_t out = 0, length;
    for (size_t i = start; i < end; i += length) {
        int32_t code = word_decode(text + i, end - i, &length), plain = word_folded(code);
        if (plain != code)
            copy[out++] = (char)plain;
        else
            for (size_t k = 0; k < length; k++)
                copy[out++] = text[i + k];
    }
    copy[out] = '\0';
    return copy;
}

struct keyword {
    const char *zh, *en;
    int token;
};

static const struct keyword keywords[] = {
#define KEYWORD(zh, en, token, doc_zh, doc_en) {zh, en, token},
#include "keywords.def"
#undef KEYWORD
};

int word_token(const char *word) {
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        const struct keyword *k = &keywords[i];
        if ((k->zh[0] == word[0] && strcmp(k->zh, word) == 0) || (k->en[0] == word[0] && strcmp(k->en, word) == 0))
            return k->token;
    }
    return NAME;
}
