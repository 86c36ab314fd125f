/* text_finding.c - one finding: what was held against what, by which figures, on what basis. */
#define _GNU_SOURCE
#include <string.h>

#include "../../runtime/reason.h"
#include "figure.h"
#include "style.h"
#include "text_report.h"

enum { FEW_PLACES = 6 };

bool finding_is_material(const heng_result *r)
{
    return r->outcome == HENG_FAIL || r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
}

const char *finding_outcome(const struct cli *c, heng_outcome outcome)
{
    static const enum message_id words[HENG_OUTCOMES] = {
        [HENG_PASS] = MSG_PASS,           [HENG_ROUNDING] = MSG_ROUNDING,
        [HENG_FAIL] = MSG_FAIL,           [HENG_EXPLAINED] = MSG_EXPLAINED,
        [HENG_NOT_APPLICABLE] = MSG_NOT_APPLICABLE, [HENG_NO_DATA] = MSG_NO_VALUE_THERE,
        [HENG_ERROR] = MSG_NOT_COMPUTABLE,
    };
    return cli_text(c, words[outcome]);
}

/* 0 for what must hold, 1 for what needs an explanation, 2 for what only informs; scores need one. */
static int severity_rank(const heng_result *r)
{
    if (!r->severity || !strcmp(r->severity, "warning"))
        return 1;
    return strcmp(r->severity, "error") ? 2 : 0;
}

static int outcome_rank(heng_outcome outcome)
{
    static const int ranks[HENG_OUTCOMES] = {[HENG_FAIL] = 0,     [HENG_ERROR] = 1,          [HENG_NO_DATA] = 2, [HENG_EXPLAINED] = 3,
                                             [HENG_ROUNDING] = 4, [HENG_NOT_APPLICABLE] = 5, [HENG_PASS] = 6};
    return ranks[outcome];
}

int finding_compare(const void *a, const void *b)
{
    const heng_result *x = *(const heng_result *const *)a, *y = *(const heng_result *const *)b;
    if (severity_rank(x) != severity_rank(y))
        return severity_rank(x) - severity_rank(y);
    if (outcome_rank(x->outcome) != outcome_rank(y->outcome))
        return outcome_rank(x->outcome) - outcome_rank(y->outcome);
    return x < y ? -1 : x > y;
}

static void write_foreign(struct cli *c, const char *text)
{
    output_foreign(&c->out, text, strlen(text));
}

/* A label and text on a line of its own; nothing if the text is empty. */
static void write_line(struct cli *c, enum message_id label, const char *text)
{
    if (!text || !*text)
        return;
    output_text(&c->out, "     ");
    style_set(&c->out, STYLE_FAINT);
    output_text(&c->out, cli_text(c, label));
    style_set(&c->out, STYLE_PLAIN);
    write_foreign(c, text);
    output_line(&c->out);
}

void finding_write_name(struct cli *c, const heng_result *r)
{
    write_foreign(c, r->name);
    if (!r->row)
        return;
    output_text(&c->out, cli_text(c, MSG_OPEN));
    write_foreign(c, r->row);
    output_text(&c->out, cli_text(c, MSG_CLOSE));
}

/* One of the figures of a comparison, after those before it. */
static void write_side(struct cli *c, bool *first, enum message_id label, const char *value, const char *exact, const char *unit)
{
    if (!value)
        return;
    output_text(&c->out, *first ? "     " : cli_text(c, MSG_COMMA));
    output_text(&c->out, cli_text(c, label));
    figure_write(&c->out, value, exact, unit);
    *first = false;
}

static const char *difference_unit(const struct cli *c, const heng_result *r)
{
    return strcmp(r->unit, "%") ? r->unit : cli_text(c, MSG_POINTS);
}

static void write_sides(struct cli *c, const heng_result *r)
{
    bool first = true;
    const char *points = difference_unit(c, r);
    if (r->kind == HENG_SCORE) {
        write_side(c, &first, MSG_LEFT_SELF, r->self, r->self_exact, r->unit);
        write_side(c, &first, MSG_RIGHT_SCORE, r->value, r->value_exact, r->unit);
    } else {
        write_side(c, &first, MSG_LEFT, r->left, r->left_exact, r->unit);
        write_side(c, &first, MSG_RIGHT, r->right, r->right_exact, r->unit);
    }
    write_side(c, &first, MSG_DIFFERENCE, r->difference, r->difference_exact, points);
    write_side(c, &first, MSG_ALLOWANCE, r->allowance, r->allowance_exact, points);
    if (!first)
        output_line(&c->out);
}

/* True if the text shows the figure's digits. */
static bool shows(const char *text, const char *value, const char *exact)
{
    struct layout_cell figure = {.count = 0};
    if (!value)
        return true;
    figure_add(&figure, *value == '-' ? value + 1 : value, exact, "");
    return memmem(text, strlen(text), figure.part[0], figure.length[0]) != NULL;
}

/* True if the message is the one made from the comparison, which says all that write_sides() would. */
static bool says_sides(const struct cli *c, const heng_result *r)
{
    const char *label = cli_text(c, r->kind == HENG_SCORE ? MSG_LEFT_SELF : MSG_LEFT);
    return !strncmp(r->message, label, strlen(label)) && shows(r->message, r->difference, r->difference_exact);
}

static void write_message(struct cli *c, const heng_result *r)
{
    bool untold = r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
    if (r->message && *r->message && !(*r->reason && strstr(r->message, r->reason))) {
        output_text(&c->out, "     ");
        write_foreign(c, r->message);
        output_line(&c->out);
    }
    if (!untold && !(r->message && says_sides(c, r)))
        write_sides(c, r);
}

static void write_operand(struct cli *c, const heng_operand *operand)
{
    write_foreign(c, operand->name);
    output_text(&c->out, " ");
    write_foreign(c, *operand->printed ? operand->printed : operand->reason ? operand->reason : "");
    if (!*operand->place)
        return;
    output_text(&c->out, cli_text(c, MSG_OPEN));
    write_foreign(c, operand->place);
    output_text(&c->out, cli_text(c, MSG_CLOSE));
}

/* Whether the figure says something: a field that is not in the data does only where that is why there is no result. */
static bool tells(const struct cli *c, const heng_result *r, const heng_operand *operand)
{
    return r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR ||
           strcmp(operand->reason ? operand->reason : "", reason_text(REASON_MISSING_FIELD, c->english)) != 0;
}

static void write_places(struct cli *c, const heng_result *r)
{
    size_t telling = 0, shown = 0;
    for (size_t i = 0; i < r->operand_count; i++)
        telling += tells(c, r, &r->operands[i]);
    if (!telling)
        return;
    output_text(&c->out, "     ");
    style_set(&c->out, STYLE_FAINT);
    output_text(&c->out, cli_text(c, MSG_PLACES));
    style_set(&c->out, STYLE_PLAIN);
    for (size_t i = 0; i < r->operand_count && (c->show_all || telling <= FEW_PLACES || shown < FEW_PLACES); i++) {
        if (!tells(c, r, &r->operands[i]))
            continue;
        output_text(&c->out, shown++ ? cli_text(c, MSG_SEMICOLON) : "");
        write_operand(c, &r->operands[i]);
    }
    if (shown < telling)
        output_format(&c->out, cli_text(c, MSG_MORE_PLACES), telling - shown);
    output_line(&c->out);
}

static const char *class_word(const struct cli *c, const char *name)
{
    static const enum message_id classes[] = {MSG_CLASS_BALANCE, MSG_CLASS_LOGIC, MSG_CLASS_VERIFY, MSG_CLASS_NOTICE};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (!strcmp(message_text(classes[i], false), name))
            return cli_text(c, classes[i]);
    return name;
}

/* "[错误·基本平衡] " */
static void write_class(struct cli *c, const heng_result *r)
{
    static const enum message_id words[] = {MSG_SEVERITY_ERROR, MSG_SEVERITY_WARNING, MSG_SEVERITY_INFO};
    static const enum style styles[] = {STYLE_RED, STYLE_YELLOW, STYLE_BLUE};
    int rank = severity_rank(r);
    style_set(&c->out, finding_is_material(r) ? styles[rank] : STYLE_FAINT);
    if (r->kind == HENG_SCORE) {
        output_format(&c->out, "[%s] ", cli_text(c, MSG_SCORE));
    } else if (r->severity) {
        const char *word = cli_text(c, words[rank]), *class = class_word(c, r->class_name ? r->class_name : "");
        output_format(&c->out, *class && strcmp(class, word) ? "[%s·%s] " : "[%s] ", word, class);
    }
    style_set(&c->out, STYLE_PLAIN);
}

void finding_write(struct cli *c, const heng_result *r, size_t number)
{
    if (number)
        output_format(&c->out, "%3zu. ", number);
    else
        output_text(&c->out, "  ");
    write_class(c, r);
    style_set(&c->out, STYLE_HEADING);
    finding_write_name(c, r);
    style_set(&c->out, STYLE_PLAIN);
    output_format(&c->out, "%s%s", cli_text(c, MSG_COLON), finding_outcome(c, r->outcome));
    if (*r->reason) {
        output_text(&c->out, cli_text(c, MSG_OPEN));
        write_foreign(c, r->reason);
        output_text(&c->out, cli_text(c, MSG_CLOSE));
    }
    output_line(&c->out);
    write_message(c, r);
    write_line(c, MSG_EXPLANATION, r->explanation);
    write_line(c, MSG_FORMULA, r->formula);
    write_line(c, MSG_SUBSTITUTED, r->substituted && r->formula && !strcmp(r->substituted, r->formula) ? "" : r->substituted);
    write_places(c, r);
    write_line(c, MSG_BASIS, r->basis);
    write_line(c, MSG_LAYER, r->layer);
    write_line(c, MSG_AT, r->at);
}

void finding_write_short(struct cli *c, const heng_result *r)
{
    style_set(&c->out, r->outcome == HENG_PASS ? STYLE_GREEN : STYLE_FAINT);
    output_format(&c->out, "  %s", finding_outcome(c, r->outcome));
    style_set(&c->out, STYLE_PLAIN);
    output_text(&c->out, "  ");
    finding_write_name(c, r);
    output_text(&c->out, cli_text(c, MSG_COLON));
    write_foreign(c, r->outcome == HENG_PASS && r->substituted ? r->substituted : r->reason);
    output_line(&c->out);
}
