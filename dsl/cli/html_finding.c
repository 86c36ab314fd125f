/* html_finding.c - one finding on a page: both sides, difference and allowance, formula, figures and their places, basis, layer. */
#include <string.h>

#include "html_report.h"

void html_name(struct cli *c, const heng_result *r)
{
    html_text(c, r->name);
    if (!r->row)
        return;
    output_text(&c->out, "<span class=\"row\">");
    html_message(c, MSG_OPEN);
    html_text(c, r->row);
    html_message(c, MSG_CLOSE);
    output_text(&c->out, "</span>");
}

static void write_heading(struct cli *c, const heng_result *r)
{
    const char *word, *class;
    finding_class(c, r, &word, &class);
    output_text(&c->out, "<h3>");
    if (word) {
        output_text(&c->out, "<span class=\"tag\">");
        html_text(c, word);
        output_text(&c->out, *class ? "·" : "");
        html_text(c, class);
        output_text(&c->out, "</span>");
    }
    html_name(c, r);
    html_message(c, MSG_COLON);
    html_text(c, finding_outcome(c, r->outcome));
    if (*r->reason) {
        html_message(c, MSG_OPEN);
        html_text(c, r->reason);
        html_message(c, MSG_CLOSE);
    }
    output_text(&c->out, "</h3>\n");
}

/* A label without the blanks and colons that set it off in running text. */
static void write_label(struct cli *c, enum message_id id)
{
    const char *text = cli_text(c, id), *wide = "：";
    char label[64];
    size_t length = strlen(text);
    while (length && (text[length - 1] == ' ' || text[length - 1] == ':'))
        length--;
    if (length >= strlen(wide) && !memcmp(text + length - strlen(wide), wide, strlen(wide)))
        length -= strlen(wide);
    if (length >= sizeof label)
        length = sizeof label - 1;
    memcpy(label, text, length);
    label[length] = '\0';
    html_text(c, label);
}

struct side {
    enum message_id label;
    const char *value, *exact, *unit;
};

static void write_sides(struct cli *c, const heng_result *r)
{
    bool score = r->kind == HENG_SCORE;
    const char *points = finding_difference_unit(c, r);
    const struct side sides[] = {
        {score ? MSG_LEFT_SELF : MSG_LEFT, score ? r->self : finding_side(c, r->left), score ? r->self_exact : r->left_exact, r->unit},
        {score ? MSG_RIGHT_SCORE : MSG_RIGHT, score ? r->value : finding_side(c, r->right), score ? r->value_exact : r->right_exact, r->unit},
        {MSG_DIFFERENCE, r->difference, r->difference_exact, points},
        {MSG_ALLOWANCE, r->allowance, r->allowance_exact, points},
    };
    enum { SIDES = sizeof sides / sizeof *sides };
    size_t count = 0;
    for (size_t i = 0; i < SIDES; i++)
        count += sides[i].value != NULL;
    if (!count)
        return;
    output_text(&c->out, "<table>\n<tr>");
    for (size_t i = 0; i < SIDES; i++) {
        if (!sides[i].value)
            continue;
        output_text(&c->out, "<th>");
        write_label(c, sides[i].label);
        output_text(&c->out, "</th>");
    }
    output_text(&c->out, "</tr>\n<tr>");
    for (size_t i = 0; i < SIDES; i++) {
        if (!sides[i].value)
            continue;
        output_text(&c->out, "<td class=\"number\">");
        html_figure(c, sides[i].value, sides[i].exact, sides[i].unit);
        output_text(&c->out, "</td>");
    }
    output_text(&c->out, "</tr>\n</table>\n");
}

static void write_line(struct cli *c, enum message_id label, const char *text, bool code)
{
    if (!text || !*text)
        return;
    output_text(&c->out, "<dt>");
    write_label(c, label);
    output_text(&c->out, code ? "</dt><dd><code>" : "</dt><dd>");
    html_text(c, text);
    output_text(&c->out, code ? "</code></dd>\n" : "</dd>\n");
}

static void write_operand(struct cli *c, const heng_operand *operand)
{
    output_text(&c->out, "<li>");
    html_text(c, operand->name);
    output_text(&c->out, " ");
    html_text(c, *operand->printed ? operand->printed : operand->reason);
    if (*operand->place) {
        output_text(&c->out, "<span class=\"faint\">");
        html_message(c, MSG_OPEN);
        html_text(c, operand->place);
        html_message(c, MSG_CLOSE);
        output_text(&c->out, "</span>");
    }
    output_text(&c->out, "</li>");
}

static void write_places(struct cli *c, const heng_result *r)
{
    bool any = false;
    for (size_t i = 0; i < r->operand_count; i++) {
        if (!finding_tells(c, r, &r->operands[i]))
            continue;
        if (!any) {
            output_text(&c->out, "<dt>");
            write_label(c, MSG_PLACES);
            output_text(&c->out, "</dt><dd><ul>");
        }
        any = true;
        write_operand(c, &r->operands[i]);
    }
    output_text(&c->out, any ? "</ul></dd>\n" : "");
}

void html_finding(struct cli *c, const heng_result *r)
{
    static const char *const colours[] = {"error", "warning", "info"};
    const char *colour = finding_is_material(r) ? colours[finding_severity(r)] : "light";
    bool untold = r->outcome == HENG_NO_DATA || r->outcome == HENG_ERROR;
    output_format(&c->out, "<article class=\"finding %s\">\n", colour);
    write_heading(c, r);
    if (r->message && *r->message && !(*r->reason && strstr(r->message, r->reason)) && !finding_says_sides(c, r)) {
        html_element(c, "p", "message", r->message);
        output_text(&c->out, "\n");
    }
    if (!untold)
        write_sides(c, r);
    output_text(&c->out, "<dl>\n");
    write_line(c, MSG_EXPLANATION, r->explanation, false);
    write_line(c, MSG_FORMULA, r->formula, true);
    write_line(c, MSG_SUBSTITUTED, r->substituted && r->formula && !strcmp(r->substituted, r->formula) ? "" : r->substituted, true);
    write_places(c, r);
    write_line(c, MSG_BASIS, r->basis, false);
    write_line(c, MSG_LAYER, r->layer, false);
    write_line(c, MSG_AT, r->at, false);
    output_text(&c->out, "</dl>\n</article>\n");
}

void html_other(struct cli *c, const heng_result *r)
{
    output_text(&c->out, "<tr><td>");
    html_text(c, finding_outcome(c, r->outcome));
    output_text(&c->out, "</td><td>");
    html_name(c, r);
    output_text(&c->out, "</td><td class=\"formula\">");
    html_text(c, r->outcome == HENG_PASS ? r->substituted : r->reason);
    output_text(&c->out, "</td></tr>\n");
}
