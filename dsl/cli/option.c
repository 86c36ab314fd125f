/* option.c - reads the arguments of the program. */
#include "option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

static const struct option {
    const char *name;
    char letter;       /* 0: none */
    const char *value; /* what follows; NULL: nothing */
    const char *help[2];
} options[] = {
#define OPTION(id, name, letter, value, zh, en) {name, letter, value, {zh, en}},
#include "option.def"
#undef OPTION
};

enum { LONGEST_COMPARED = 24, OPTION_COLUMNS = 40 };

bool option_nearer(const char *name, const char *candidate, size_t *distance)
{
    size_t n = strlen(name), m = strlen(candidate), row[LONGEST_COMPARED + 1];
    if (n > LONGEST_COMPARED || m > LONGEST_COMPARED || n < 2)
        return false;
    for (size_t k = 0; k <= m; k++)
        row[k] = k;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= m; k++) {
            size_t best = diagonal + (name[i - 1] != candidate[k - 1]);
            diagonal = row[k];
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    if (row[m] >= *distance || row[m] >= m)
        return false;
    *distance = row[m];
    return true;
}

void option_usage(struct cli *c, const struct command *command)
{
    unsigned wanted = command_options(command);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!(wanted & 1u << i))
            continue;
        char letter[] = {'-', options[i].letter, ',', ' ', '\0'};
        struct layout_cell cell = {.count = 0};
        layout_add(&cell, options[i].letter ? letter : "    ");
        layout_add(&cell, "--");
        layout_add(&cell, options[i].name);
        char value[64];
        const char *words = i == OPTION_FORMAT && command ? command->formats : options[i].value;
        snprintf(value, sizeof value, " %s", words ? words : "");
        layout_add(&cell, value);
        output_text(&c->out, "  ");
        layout_write(&c->out, &cell, OPTION_COLUMNS, false);
        output_format(&c->out, "%s\n", options[i].help[c->english]);
    }
}

/* Which of the words "a|b|c" the value is, from 0; -1 if none. */
static int choice(const char *words, const char *value)
{
    size_t length = strlen(value);
    for (int i = 0; length; i++) {
        size_t word = strcspn(words, "|");
        if (word == length && !memcmp(words, value, length))
            return i;
        if (!words[word])
            break;
        words += word + 1;
    }
    return -1;
}

/* "2023", "2023-06-30"; whether there is such a day the session says. */
static bool read_day(const char *value, int day[3])
{
    static const char form[] = "0000-00-00";
    size_t length = strlen(value);
    for (size_t i = 0; i < length && i < sizeof form - 1; i++)
        if (form[i] == '0' ? value[i] < '0' || value[i] > '9' : value[i] != form[i])
            return false;
    day[0] = (int)strtol(value, NULL, 10);
    day[1] = length == 4 ? 0 : (int)strtol(value + 5, NULL, 10);
    day[2] = length == 4 ? 0 : (int)strtol(value + 8, NULL, 10);
    return day[0] && (length == 4 || (length == sizeof form - 1 && day[1] && day[2]));
}

static bool apply(struct cli *c, enum option_id id, const char *value)
{
    const char *words = options[id].value;
    int chosen = words && strchr(words, '|') ? choice(words, value) : 0;
    bool valid = chosen >= 0 && (!words || *value);
    c->given |= 1u << id;
    switch (id) {
    case OPTION_HELP:
    case OPTION_VERSION:
        break;
    case OPTION_LANG:
        c->english = valid ? chosen == 1 : c->english;
        break;
    case OPTION_FORMAT:
        c->format = valid ? (enum cli_format)chosen : CLI_TEXT;
        c->json = c->format == CLI_JSON;
        break;
    case OPTION_OUTPUT:
        c->output = value;
        break;
    case OPTION_SHOW:
        c->show_all = chosen == 1;
        break;
    case OPTION_PATH:
        c->path = chosen == 1 ? HENG_PATH_WIDE : HENG_PATH_AUTO;
        break;
    case OPTION_RULESETS:
        c->rulesets[c->ruleset_count++] = value;
        break;
    case OPTION_EXPLANATIONS:
        c->explanations = value;
        break;
    case OPTION_JOIN: {
        const char *equals = strchr(value, '=');
        valid = valid && equals && equals > value && equals[1];
        c->joins[c->join_count++] = value;
        break;
    }
    case OPTION_FILTER:
        c->filter = value;
        break;
    case OPTION_AS_OF:
        valid = valid && read_day(value, c->as_of);
        break;
    case OPTION_ROW:
        c->row = value;
        valid = true;
        break;
    case OPTION_COST:
        c->cost = true;
        break;
    case OPTION_STAGE:
        c->stage = valid ? (heng_stage)chosen : c->stage;
        break;
    case OPTION_COUNT:
        return false;
    }
    if (!valid)
        cli_complain(c, MSG_WRONG_VALUE, options[id].name, id == OPTION_FORMAT && c->command ? c->command->formats : words, value);
    return valid;
}

/* The option that a word names, of which `length` bytes count; OPTION_COUNT if none. */
static enum option_id find(const char *word, size_t length)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const char *name = options[i].name;
        bool is_long = length > 2 && !memcmp(word, "--", 2) && strlen(name) == length - 2 && !memcmp(name, word + 2, length - 2);
        if (is_long || (length == 2 && word[0] == '-' && options[i].letter && word[1] == options[i].letter))
            return (enum option_id)i;
    }
    return OPTION_COUNT;
}

static void complain_option(const struct cli *c, const char *word, size_t length)
{
    char shown[128], nearest[40] = "";
    size_t distance = OPTION_FAR, most = length < sizeof shown ? length : sizeof shown - 1;
    memcpy(shown, word, most);
    shown[most] = '\0';
    for (size_t i = 0; i < OPTION_COUNT && !strncmp(shown, "--", 2); i++)
        if (option_nearer(shown + 2, options[i].name, &distance))
            snprintf(nearest, sizeof nearest, "--%s", options[i].name);
    cli_complain_unknown(c, MSG_UNKNOWN_OPTION, shown, *nearest ? nearest : NULL);
}

/* Reads the option at arguments[*at], and its value if that is the next one. */
static bool read_one(struct cli *c, char *const arguments[], size_t count, size_t *at)
{
    const char *word = arguments[*at], *equals = word[1] == '-' ? strchr(word, '=') : NULL;
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    enum option_id id = find(word, length);
    const char *attached = equals ? equals + 1 : NULL;
    if (id == OPTION_COUNT && word[1] != '-' && length > 2 && (id = find(word, 2)) != OPTION_COUNT)
        attached = word + 2;
    if (id == OPTION_COUNT) {
        complain_option(c, word, length);
        return false;
    }
    if (!options[id].value && attached) {
        cli_complain(c, MSG_EXTRA_VALUE, options[id].name);
        return false;
    }
    if (options[id].value && !attached && *at + 1 == count) {
        cli_complain(c, MSG_NO_VALUE, options[id].name, options[id].value);
        return false;
    }
    if (options[id].value && !attached)
        attached = arguments[++*at];
    return apply(c, id, attached);
}

/* "-", "-1+2" and "-(a)" are arguments: options begin with a letter. */
static bool is_option(const char *word)
{
    char letter = word[0] == '-' ? word[1] == '-' ? word[2] : word[1] : '\0';
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/* The language counts for mistakes before it, too. */
static void read_language(struct cli *c, char *const arguments[], size_t count)
{
    for (size_t i = 0; i < count && strcmp(arguments[i], "--"); i++)
        if (!strcmp(arguments[i], "--lang=en") || (!strcmp(arguments[i], "--lang") && i + 1 < count && !strcmp(arguments[i + 1], "en")))
            c->english = true;
}

static bool read_command(struct cli *c, const char *name)
{
    c->command = command_find(name);
    if (!c->command)
        cli_complain_unknown(c, MSG_UNKNOWN_COMMAND, name, command_suggest(name));
    return c->command != NULL;
}

/* The words of --format are those of the command. */
static bool knows_format(const struct cli *c)
{
    const char *word = options[OPTION_FORMAT].value;
    for (enum cli_format k = CLI_TEXT; k < c->format; k++)
        word = strchr(word, '|') + 1;
    char chosen[16] = "";
    snprintf(chosen, sizeof chosen, "%.*s", (int)strcspn(word, "|"), word);
    if (choice(c->command->formats, chosen) >= 0)
        return true;
    cli_complain(c, MSG_WRONG_VALUE, options[OPTION_FORMAT].name, c->command->formats, chosen);
    return false;
}

bool option_read(struct cli *c, char *const arguments[], size_t count)
{
    bool only_arguments = false;
    read_language(c, arguments, count);
    for (size_t i = 0; i < count; i++) {
        if (!only_arguments && !strcmp(arguments[i], "--")) {
            only_arguments = true;
        } else if (!only_arguments && is_option(arguments[i])) {
            if (!read_one(c, arguments, count, &i))
                return false;
        } else if (c->command) {
            c->arguments[c->argument_count++] = arguments[i];
        } else if (!read_command(c, arguments[i])) {
            return false;
        }
    }
    if (c->command && c->given & ON(FORMAT) && command_options(c->command) & ON(FORMAT) && !knows_format(c))
        return false;
    unsigned foreign = c->given & ~command_options(c->command);
    for (size_t i = 0; c->command && i < OPTION_COUNT; i++) {
        if (foreign & 1u << i) {
            cli_complain(c, MSG_FOREIGN_OPTION, c->command->name, options[i].name);
            return false;
        }
    }
    return true;
}
