/* text_score.c - the table of scores: recomputed beside self-reported. */
#include "figure.h"
#include "style.h"
#include "text_report.h"

enum column { COLUMN_NAME, COLUMN_WEIGHT, COLUMN_SCORE, COLUMN_SELF, COLUMN_DIFFERENCE, COLUMN_OUTCOME, COLUMNS };

/* A score's cell; the head of the table for NULL. */
static struct layout_cell score_cell(const struct cli *c, const heng_result *r, enum column column)
{
    static const enum message_id heads[COLUMNS] = {MSG_COLUMN_NAME, MSG_COLUMN_WEIGHT,     MSG_COLUMN_SCORE,
                                                   MSG_COLUMN_SELF, MSG_COLUMN_DIFFERENCE, MSG_COLUMN_OUTCOME};
    struct layout_cell cell = {.count = 0};
    if (!r) {
        layout_add(&cell, cli_text(c, heads[column]));
        return cell;
    }
    switch (column) {
    case COLUMN_NAME:
        layout_add(&cell, r->name);
        if (r->row) {
            layout_add(&cell, cli_text(c, MSG_OPEN));
            layout_add(&cell, r->row);
            layout_add(&cell, cli_text(c, MSG_CLOSE));
        }
        break;
    case COLUMN_WEIGHT:
        figure_add(&cell, r->weight, r->weight_exact, "");
        break;
    case COLUMN_SCORE:
        figure_add(&cell, r->value, r->value_exact, "");
        break;
    case COLUMN_SELF:
        figure_add(&cell, r->self, r->self_exact, "");
        break;
    case COLUMN_DIFFERENCE:
        figure_add(&cell, r->difference, r->difference_exact, "");
        break;
    case COLUMN_OUTCOME:
        layout_add(&cell, finding_outcome(c, r->outcome));
        break;
    case COLUMNS:
        break;
    }
    return cell;
}

static void write_score_row(struct cli *c, const heng_result *r, const size_t *widths)
{
    if (!r)
        style_set(&c->out, STYLE_FAINT);
    for (enum column i = 0; i < COLUMNS; i++) {
        struct layout_cell cell = score_cell(c, r, i);
        output_text(&c->out, "  ");
        if (i == COLUMN_OUTCOME && r)
            style_set(&c->out, r->outcome == HENG_PASS ? STYLE_GREEN : finding_is_material(r) ? STYLE_RED : STYLE_PLAIN);
        layout_write(&c->out, &cell, i == COLUMN_OUTCOME ? 0 : widths[i], i != COLUMN_NAME && i != COLUMN_OUTCOME);
    }
    style_set(&c->out, STYLE_PLAIN);
    output_line(&c->out);
}

void text_scores(struct cli *c, const heng_report *report)
{
    size_t widths[COLUMNS] = {0}, scores = 0;
    for (size_t i = 0; i <= report->result_count; i++) {
        const heng_result *r = i < report->result_count ? &report->results[i] : NULL;
        if (r && r->kind != HENG_SCORE)
            continue;
        scores += r != NULL;
        for (enum column k = 0; k < COLUMNS; k++) {
            struct layout_cell cell = score_cell(c, r, k);
            size_t width = layout_cell_width(&cell);
            widths[k] = width > widths[k] ? width : widths[k];
        }
    }
    if (!scores)
        return;
    output_line(&c->out);
    style_set(&c->out, STYLE_HEADING);
    output_text(&c->out, cli_text(c, MSG_SCORES));
    style_set(&c->out, STYLE_PLAIN);
    output_line(&c->out);
    write_score_row(c, NULL, widths);
    for (size_t i = 0; i < report->result_count; i++)
        if (report->results[i].kind == HENG_SCORE)
            write_score_row(c, &report->results[i], widths);
}
