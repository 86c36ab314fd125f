/* result_message.c - the sentence that goes with an outcome: the rule's own with figures put in, or one made from the comparison. */
#include "result.h"

#include <string.h>

static const char *either(const struct collection *c, const char *zh, const char *en)
{
    return c->english ? en : zh;
}

/* ---- templates ---- */

static bool is_word(const char *name, size_t length, const char *zh, const char *en)
{
    return (strlen(zh) == length && !memcmp(name, zh, length)) || (strlen(en) == length && !memcmp(name, en, length));
}

/* True if `name` is the trace's text, in the rule or in its message. */
static bool trace_written(const struct collection *c, const struct program_trace *t, const char *name, size_t length)
{
    const struct source *s = &c->program->sources[t->at.source];
    return t->at.end - t->at.start == length && !memcmp(s->text + t->at.start, name, length);
}

/* True if `name` is the name of the trace's definition or the last part of its field's. */
static bool trace_named(const struct collection *c, const struct program_trace *t, const char *name, size_t length)
{
    const char *own = NULL;
    switch (t->kind) {
    case TRACE_FIELD:
    case TRACE_FIELD_ROWS:
    case TRACE_CELL:
    case TRACE_CELL_ROWS:
        own = c->program->fields[t->field].path[c->program->fields[t->field].path_length - 1];
        break;
    case TRACE_VALUE:
        own = c->program->rules[t->rule].name;
        break;
    case TRACE_TABLE:
    case TRACE_STEP:
    case TRACE_ROWS:
    case TRACE_NOTE:
        return false;
    }
    return strlen(own) == length && !memcmp(own, name, length);
}

/* A negative figure stands in brackets inside a formula; a sentence needs none. */
static const char *without_brackets(const struct collection *c, const char *figure)
{
    size_t length = strlen(figure);
    if (length < 3 || figure[0] != '(' || figure[1] != '-' || figure[length - 1] != ')')
        return figure;
    return arena_format(c->arena, "%.*s", (int)(length - 2), figure + 1);
}

/* The figure that a placeholder names, or NULL if it names none. */
static const char *placeholder(const struct collection *c, uint32_t rule, size_t lane, const heng_result *r,
                               const struct message_figures *f, const char *name, size_t length)
{
    const char *none = either(c, "（无）", "(none)");
    if (is_word(name, length, "左", "left") || is_word(name, length, "自评", "self"))
        return f->left ? f->left : none;
    if (is_word(name, length, "右", "right") || is_word(name, length, "复算", "recomputed"))
        return f->right ? f->right : none;
    if (is_word(name, length, "差", "difference"))
        return f->difference ? f->difference : none;
    if (is_word(name, length, "允差", "allowance"))
        return f->allowance ? f->allowance : none;
    if (is_word(name, length, "名称", "name"))
        return r->name;
    if (is_word(name, length, "行", "row"))
        return r->row ? r->row : none;
    const struct program_rule *p = &c->program->rules[rule];
    const struct program_trace *traces = c->program->traces + p->first_trace;
    for (uint32_t i = 0; i < p->trace_count; i++) { /* as written first: 实际值.单位 is a figure of the field 实际值, not its cell */
        if (trace_written(c, &traces[i], name, length))
            return without_brackets(c, formula_figure(c, p, &traces[i], lane));
    }
    for (uint32_t i = 0; i < p->trace_count; i++) {
        if (trace_named(c, &traces[i], name, length))
            return without_brackets(c, formula_figure(c, p, &traces[i], lane));
    }
    return NULL;
}

/* {name} is replaced, {{ is a brace, and a placeholder that names nothing stays as it is written. */
static const char *fill_template(const struct collection *c, uint32_t rule, size_t lane, const heng_result *r,
                                 const struct message_figures *f)
{
    struct buffer b = buffer_start(c->arena);
    const char *p = c->program->rules[rule].message;
    while (*p) {
        size_t plain = strcspn(p, "{");
        buffer_add_bytes(&b, p, plain);
        p += plain;
        const char *end = strchr(p, '}'), *figure = NULL;
        if (*p && p[1] == '{') {
            buffer_add(&b, "{");
            p += 2;
        } else if (*p) {
            if (end)
                figure = placeholder(c, rule, lane, r, f, p + 1, (size_t)(end - p - 1));
            buffer_add(&b, figure ? figure : "{");
            p = figure ? end + 1 : p + 1;
        }
    }
    return buffer_text(&b);
}

/* ---- made messages ---- */

/* Sign of a relation that holds, and of one that does not. */
static const char *relation_sign(enum rule_relation relation, bool holds)
{
    switch (relation) {
    case RELATION_NONE:
        break;
    case RELATION_EQ:
    case RELATION_APPROX:
        return holds ? "=" : "≠";
    case RELATION_NE:
        return holds ? "≠" : "=";
    case RELATION_LT:
        return holds ? "<" : "≥";
    case RELATION_LE:
        return holds ? "≤" : ">";
    case RELATION_GT:
        return holds ? ">" : "≤";
    case RELATION_GE:
        return holds ? "≥" : "<";
    }
    return "";
}

/* ", 超 1.00": by how much the sides differ. A strict relation that fails on equal sides has nothing to add. */
static void add_difference(const struct collection *c, struct buffer *b, enum rule_relation relation, const struct message_figures *f)
{
    if (!f->difference || !f->order)
        return;
    bool bound = relation == RELATION_LT || relation == RELATION_LE || relation == RELATION_GT || relation == RELATION_GE;
    if (!bound)
        buffer_add_format(b, "%s %s", either(c, "，差", ", difference"), f->difference);
    else
        buffer_add_format(b, "%s %s", f->order > 0 ? either(c, "，超", ", over by") : either(c, "，少", ", short by"), f->excess);
}

static void add_sides(const struct collection *c, struct buffer *b, const char *sign, const struct message_figures *f)
{
    if (c->english)
        buffer_add_format(b, "left %s %s right %s", f->left, sign, f->right);
    else
        buffer_add_format(b, "左 %s %s 右 %s", f->left, sign, f->right);
}

static void add_allowance(const struct collection *c, struct buffer *b, const struct program_rule *p, const struct message_figures *f)
{
    if (f->allowance)
        buffer_add_format(b, either(c, "（%s %s）", " (%s %s)"),
                          p->tolerance != NO_OUTPUT ? either(c, "容差", "tolerance") : either(c, "允差", "allowance"), f->allowance);
}

/* The value of a note of the rule's formula as a whole; "" if there is none. */
static const char *noted(const struct collection *c, uint32_t rule, size_t lane, enum trace_note note)
{
    const struct program_rule *p = &c->program->rules[rule];
    for (uint32_t i = 0; i < p->trace_count; i++) {
        const struct program_trace *t = &c->program->traces[p->first_trace + i];
        bool whole = t->at.start == p->formula.start && t->at.end == p->formula.end;
        if (t->kind == TRACE_NOTE && t->note == note && whole && t->at.source == p->formula.source && !result_why(c, t->output, p->domain, lane))
            return print_lane(c, t->output, p->domain, lane, &t->unit, c->program->outputs[t->output].kind == LANE_FIXED);
    }
    return "";
}

/* 定性: "3.5分 不在“部分达成”的 [2.4分, 3.2分) 之内"; NULL if the rule is no such form. */
static const char *made_grade(const struct collection *c, uint32_t rule, size_t lane)
{
    const char *score = noted(c, rule, lane, NOTE_SCORE), *grade = noted(c, rule, lane, NOTE_GRADE), *low = noted(c, rule, lane, NOTE_LOW);
    if (!*grade)
        return NULL;
    if (!*low)
        return arena_format(c->arena, either(c, "没有等次“%s”", "there is no grade '%s'"), grade);
    return arena_format(c->arena, either(c, "%s 不在“%s”的 %s%s, %s%s 之内", "%s is outside the range of '%s', %s%s, %s%s"), score, grade,
                        noted(c, rule, lane, NOTE_OPENS), low, noted(c, rule, lane, NOTE_HIGH), noted(c, rule, lane, NOTE_CLOSES));
}

static const char *made_failure(const struct collection *c, uint32_t rule, size_t lane, const heng_result *r, const struct message_figures *f)
{
    const struct program_rule *p = &c->program->rules[rule];
    struct buffer b = buffer_start(c->arena);
    const char *grade = made_grade(c, rule, lane);
    if (grade)
        return grade;
    if (f->left && f->right && p->relation != RELATION_NONE) {
        add_sides(c, &b, relation_sign(p->relation, false), f);
        add_difference(c, &b, p->relation, f);
        add_allowance(c, &b, p, f);
    } else {
        buffer_add_format(&b, "%s%s", either(c, "不成立：", "does not hold: "), r->substituted);
    }
    return buffer_text(&b);
}

static const char *made_pass(const struct collection *c, const struct program_rule *p, const struct message_figures *f)
{
    struct buffer b = buffer_start(c->arena);
    if (!f->left || !f->right || p->relation == RELATION_NONE)
        return "";
    bool tolerated = p->relation == RELATION_EQ && f->order;
    add_sides(c, &b, relation_sign(p->relation, !tolerated), f);
    if (tolerated) {
        add_difference(c, &b, p->relation, f);
        add_allowance(c, &b, p, f);
    }
    return buffer_text(&b);
}

static const char *made_rounding(const struct collection *c, const struct program_rule *p, const struct message_figures *f)
{
    struct buffer b = buffer_start(c->arena);
    if (!f->left || !f->right || !f->difference)
        return either(c, "只在所印数字的舍入范围内成立", "holds only within the rounding of the printed figures");
    add_sides(c, &b, "≈", f);
    add_difference(c, &b, p->relation, f);
    if (f->allowance)
        buffer_add_format(&b, either(c, "，在允差 %s 之内", ", within the allowance of %s"), f->allowance);
    return buffer_text(&b);
}

static const char *made_score(const struct collection *c, const heng_result *r, const struct message_figures *f)
{
    if (!f->left || !f->right)
        return "";
    struct buffer b = buffer_start(c->arena);
    buffer_add_format(&b, either(c, "自评 %s，复算 %s", "self-reported %s, recomputed %s"), f->left, f->right);
    if (r->outcome == HENG_PASS)
        return buffer_text(&b);
    buffer_add_format(&b, either(c, "，差 %s", ", difference %s"), f->difference);
    if (r->outcome == HENG_ROUNDING && f->allowance)
        buffer_add_format(&b, either(c, "，在允差 %s 之内", ", within the allowance of %s"), f->allowance);
    return buffer_text(&b);
}

static const char *with_slip(const struct collection *c, const char *message, int slip)
{
    if (!slip)
        return message;
    bool eight = slip == 8 || slip == -8;
    return arena_format(c->arena,
                        either(c, "%s；两边相差 %s 倍，疑为单位错用（元/%s）", "%s; the two sides differ by a factor of %s: a unit slip, it seems (元/%s)"),
                        message, eight ? "100000000" : "10000", eight ? "亿元" : "万元");
}

const char *message_make(const struct collection *c, uint32_t rule, size_t lane, const heng_result *r, const struct message_figures *f)
{
    const struct program_rule *p = &c->program->rules[rule];
    switch (r->outcome) {
    case HENG_NOT_APPLICABLE:
        return arena_format(c->arena, either(c, "不适用：%s", "not applicable: %s"), r->reason);
    case HENG_NO_DATA:
        return arena_format(c->arena, either(c, "数据不足：%s", "no data: %s"), r->reason);
    case HENG_ERROR:
        return arena_format(c->arena, either(c, "无法计算：%s", "cannot be computed: %s"), r->reason);
    case HENG_FAIL:
    case HENG_EXPLAINED:
        if (p->message)
            return with_slip(c, fill_template(c, rule, lane, r, f), f->slip);
        return r->kind == HENG_SCORE ? made_score(c, r, f) : with_slip(c, made_failure(c, rule, lane, r, f), f->slip);
    case HENG_PASS:
    case HENG_ROUNDING:
        break;
    }
    if (r->kind == HENG_SCORE)
        return made_score(c, r, f);
    if (r->kind == HENG_VALUE)
        return "";
    return r->outcome == HENG_PASS ? made_pass(c, p, f) : made_rounding(c, p, f);
}
