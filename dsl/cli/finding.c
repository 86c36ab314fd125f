/* finding.c - results in an order for readers, and the words for them that text and HTML share. */
#define _GNU_SOURCE
#include "finding.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "../../runtime/reason.h"
#include "../../runtime/unit.h"
#include "figure.h"

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

int finding_severity(const heng_result *r)
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

/* Amounts of money come before points, points before rates, and these before counts, dates and conditions. */
static int matter_rank(const heng_result *r)
{
    int unit = r->difference_exact ? unit_find(r->unit, strlen(r->unit)) : UNIT_NONE;
    if (unit == UNIT_NONE)
        return 3;
    uint8_t dimension = unit_at(unit)->dimension;
    return dimension == DIMENSION_MONEY ? 0 : dimension == DIMENSION_SCORE ? 1 : dimension == DIMENSION_RATIO ? 2 : 3;
}

/* |difference| in base units. */
static void read_size(mpq_t out, const heng_result *r)
{
    mpq_set_str(out, r->difference_exact, 10);
    mpq_canonicalize(out);
    mpq_abs(out, out);
    int power = unit_at(unit_find(r->unit, strlen(r->unit)))->power;
    mpz_t scale;
    mpz_init(scale);
    mpz_ui_pow_ui(scale, 10, (unsigned long)abs(power));
    mpz_ptr part = power < 0 ? mpq_denref(out) : mpq_numref(out);
    mpz_mul(part, part, scale);
    mpq_canonicalize(out);
    mpz_clear(scale);
}

/* The larger difference first; both of the same kind. */
static int size_compare(const heng_result *x, const heng_result *y)
{
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    read_size(a, x);
    read_size(b, y);
    int order = mpq_cmp(b, a);
    mpq_clears(a, b, NULL);
    return order;
}

int finding_compare(const void *a, const void *b)
{
    const heng_result *x = *(const heng_result *const *)a, *y = *(const heng_result *const *)b;
    if (outcome_rank(x->outcome) != outcome_rank(y->outcome))
        return outcome_rank(x->outcome) - outcome_rank(y->outcome);
    if (finding_severity(x) != finding_severity(y))
        return finding_severity(x) - finding_severity(y);
    if (x->outcome == HENG_FAIL) {
        int matter = matter_rank(x), order = matter - matter_rank(y);
        if (order == 0 && matter < 3)
            order = size_compare(x, y);
        if (order != 0)
            return order;
    }
    return x < y ? -1 : x > y;
}

const char *finding_side(const struct cli *c, const char *value)
{
    return !value || *value ? value : c->english ? "''" : "“”";
}

const char *finding_difference_unit(const struct cli *c, const heng_result *r)
{
    return strcmp(r->unit, "%") ? r->unit : cli_text(c, MSG_POINTS);
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

bool finding_says_sides(const struct cli *c, const heng_result *r)
{
    const char *label = cli_text(c, r->kind == HENG_SCORE ? MSG_LEFT_SELF : MSG_LEFT);
    return !strncmp(r->message, label, strlen(label)) && shows(r->message, r->difference, r->difference_exact);
}

bool finding_tells(const struct cli *c, const heng_result *r, const heng_operand *operand)
{
    return r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR ||
           strcmp(operand->reason ? operand->reason : "", reason_text(REASON_MISSING_FIELD, c->english)) != 0;
}

static const char *class_word(const struct cli *c, const char *name)
{
    static const enum message_id classes[] = {MSG_CLASS_BALANCE, MSG_CLASS_LOGIC, MSG_CLASS_VERIFY, MSG_CLASS_NOTICE};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (!strcmp(message_text(classes[i], false), name))
            return cli_text(c, classes[i]);
    return name;
}

void finding_class(const struct cli *c, const heng_result *r, const char **word, const char **class)
{
    static const enum message_id words[] = {MSG_SEVERITY_ERROR, MSG_SEVERITY_WARNING, MSG_SEVERITY_INFO};
    *word = r->kind == HENG_SCORE ? cli_text(c, MSG_SCORE) : r->severity ? cli_text(c, words[finding_severity(r)]) : NULL;
    *class = r->kind == HENG_CHECK && r->class_name ? class_word(c, r->class_name) : "";
    if (*word && !strcmp(*class, *word))
        *class = "";
}

bool finding_is_figure(const heng_result *r)
{
    bool truth = r->value && (!strcmp(r->value, "真") || !strcmp(r->value, "假") || !strcmp(r->value, "true") || !strcmp(r->value, "false"));
    return r->kind == HENG_VALUE && (r->row_index < 0 || !truth);
}
