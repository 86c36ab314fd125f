/* text_finding.c - one finding: what was held against what, by which figures, on what basis. */
#include <string.h>

#include "figure.h"
#include "finding.h"
#include "style.h"
#include "text_report.h"

enum { FEW_PLACES = 6 };

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

static void write_sides(struct cli *c, const heng_result *r)
{
    bool first = true;
    const char *points = finding_difference_unit(c, r);
    if (r->kind == HENG_SCORE) {
        write_side(c, &first, MSG_LEFT_SELF, r->self, r->self_exact, r->unit);
        write_side(c, &first, MSG_RIGHT_SCORE, r->value, r->value_exact, r->unit);
    } else {
        write_side(c, &first, MSG_LEFT, finding_side(c, r->left), r->left_exact, r->unit);
        write_side(c, &first, MSG_RIGHT, finding_side(c, r->right), r->right_exact, r->unit);
    }
    write_side(c, &first, MSG_DIFFERENCE, r->difference, r->difference_exact, points);
    write_side(c, &first, MSG_ALLOWANCE, r->allowance, r->allowance_exact, points);
    if (!first)
        output_line(&c->out);
}

static void write_message(struct cli *c, const heng_result *r)
{
    bool untold = r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
    if (r->message && *r->message && !(*r->reason && strstr(r->message, r->reason))) {
        output_text(&c->out, "     ");
        write_foreign(c, r->message);
        output_line(&c->out);
    }
    if (!untold && !(r->message && finding_says_sides(c, r)))
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

static void write_places(struct cli *c, const heng_result *r)
{
    size_t telling = 0, shown = 0;
    for (size_t i = 0; i < r->operand_count; i++)
        telling += finding_tells(c, r, &r->operands[i]);
    if (!telling)
        return;
    output_text(&c->out, "     ");
    style_set(&c->out, STYLE_FAINT);
    output_text(&c->out, cli_text(c, MSG_PLACES));
    style_set(&c->out, STYLE_PLAIN);
    for (size_t i = 0; i < r->operand_count && (c->show_all || telling <= FEW_PLACES || shown < FEW_PLACES); i++) {
        if (!finding_tells(c, r, &r->operands[i]))
            continue;
        output_text(&c->out, shown++ ? cli_text(c, MSG_SEMICOLON) : "");
        write_operand(c, &r->operands[i]);
    }
    if (shown < telling)
        output_format(&c->out, cli_text(c, MSG_MORE_PLACES), telling - shown);
    output_line(&c->out);
}

/* "[错误·基本平衡] " */
static void write_class(struct cli *c, const heng_result *r)
{
    static const enum style styles[] = {STYLE_RED, STYLE_YELLOW, STYLE_BLUE};
    const char *word, *class;
    style_set(&c->out, finding_is_material(r) ? styles[finding_severity(r)] : STYLE_FAINT);
    finding_class(c, r, &word, &class);
    if (word)
        output_format(&c->out, *class ? "[%s·%s] " : "[%s] ", word, class);
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
