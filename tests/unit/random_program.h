/* random_program.h - for tests of the machine: random data and random code that the verifier accepts. */
#ifndef HENG_TEST_RANDOM_PROGRAM_H
#define HENG_TEST_RANDOM_PROGRAM_H

#include "machine_bench.h"

/* ---- making data ---- */

static int64_t draw_number(struct bench *b, int size)
{
    static const int64_t edges[] = {0, 1, -1, 5, 50, -50, 99, 100, 499, 500, 501, 999999, 1000000, 0x7fffffff, 0x80000000};
    static const int64_t far[] = {INT64_MAX, INT64_MIN, -INT64_MAX, INT64_MAX / 2, (int64_t)1 << 62, -((int64_t)1 << 62), 1000000000000000000};
    if (size > 2 && once_in(b, 8))
        return far[between(b, 0, 6)];
    if (once_in(b, 3))
        return edges[between(b, 0, size > 0 ? 14 : 9)];
    int bits = size == 0 ? 10 : size == 1 ? 31 : size == 2 ? 46 : 63;
    int64_t x = (int64_t)(draw(b) >> (64 - between(b, 1, bits)));
    return once_in(b, 4) ? -x : x;
}

static inline void draw_column(struct bench *b, int i, size_t n, int size)
{
    static const char *const texts[] = {"家", "个", "元", "%", "", "局", "县财政局", "局家"};
    struct column *c = &b->columns[i];
    const struct program_field *f = &b->fields[i];
    bool gaps = between(b, 0, 3) > 0;
    c->values = arena_alloc_lanes(&b->arena, (n + 1) * sizeof *c->values);
    c->truths = arena_alloc_lanes(&b->arena, n + 1);
    c->why = gaps ? arena_alloc_lanes(&b->arena, n + 1) : NULL;
    c->digits = once_in(b, 2) && f->kind == LANE_FIXED ? arena_alloc(&b->arena, n + 1) : NULL;
    c->wide = arena_alloc(&b->arena, 4 * sizeof *c->wide);
    for (size_t k = 0; k < n; k++) {
        if (c->digits)
            c->digits[k] = (int8_t)between(b, -1, 4);
        if (gaps && once_in(b, 6))
            c->why[k] = (uint8_t)(once_in(b, 4) ? REASON_DIFFERS : between(b, REASON_BLANK, REASON_WRONG_UNIT));
        if (f->kind == LANE_TRUTH)
            c->truths[k] = (uint8_t)(2 * between(b, 0, 1));
        else if (f->kind == LANE_TEXT) {
            const char *text = texts[between(b, 0, 7)];
            c->values[k] = text_table_enter(b->data.texts, text, strlen(text));
        } else if (f->kind == LANE_DATE)
            c->values[k] = between(b, 19000, 19003);
        else if (size > 1 && once_in(b, 200) && c->wide_count < 4 && !(c->why && c->why[k])) {
            struct data_wide *w = &c->wide[c->wide_count++];
            w->lane = k;
            mpq_init(w->number);
            mpq_set_si(w->number, between(b, -99, 99), 70000001);
            mpz_mul_2exp(mpq_numref(w->number), mpq_numref(w->number), 70);
            mpq_canonicalize(w->number);
        } else
            c->values[k] = c->why && c->why[k] && once_in(b, 2) ? (int64_t)draw(b) : draw_number(b, size); /* anything may lie under a gap */
    }
}

static inline void draw_data(struct bench *b, size_t reports, int size)
{
    b->lanes[REPORT] = reports;
    for (uint16_t d = ROWS; d <= NESTED; d++) {
        size_t parents = b->lanes[d - 1];
        b->offsets[d] = arena_alloc(&b->arena, (parents + 1) * sizeof *b->offsets[d]);
        for (size_t p = 0; p < parents; p++)
            b->offsets[d][p + 1] = b->offsets[d][p] + (uint32_t)(once_in(b, 3) ? 0 : between(b, 1, 4));
        b->lanes[d] = b->offsets[d][parents];
    }
    for (int i = 0; i < FIELDS; i++)
        draw_column(b, i, b->lanes[b->fields[i].domain], i % FIELDS_PER_DOMAIN == 0 ? 0 : size);
    struct text_table *texts = b->data.texts;
    b->data = (struct data){.program = &b->program, .texts = texts, .reports = reports, .columns = b->columns, .lanes = b->lanes, .offsets = b->offsets};
}

/* ---- random code ---- */

enum { ANY_SCALE = -9999 };

/* An earlier value of that kind, domain and scale, most likely a late one; NO_REGISTER if there is none. */
enum { HIDDEN = 30000 }; /* as a value's scale: rows that FIND numbers, which differ between blocks and are for PICK alone */

static uint16_t pick(struct bench *b, enum lane_kind kind, uint16_t domain, int scale)
{
    uint16_t found = NO_REGISTER;
    for (uint16_t v = 0; v < b->value_count; v++) {
        const struct value *x = &b->values[v];
        if (x->kind == kind && x->domain == domain && (scale == ANY_SCALE ? x->scale != HIDDEN : x->scale == scale) && (found == NO_REGISTER || once_in(b, 3)))
            found = v;
    }
    return found;
}

static inline int scale_of(const struct bench *b, uint16_t value)
{
    return b->values[value].scale;
}

static inline void emit_unless_missing(struct bench *b, enum lane_kind kind, struct insn in, bool binary, bool ternary)
{
    if (in.a != NO_REGISTER && (!binary || in.b != NO_REGISTER) && (!ternary || in.c != NO_REGISTER))
        emit(b, kind, in);
}

static inline void emit_fixed(struct bench *b, uint16_t d)
{
    static const uint8_t same[] = {OP_ADD, OP_SUB, OP_MIN, OP_MAX, OP_DEFAULT};
    uint16_t a = pick(b, LANE_FIXED, d, ANY_SCALE);
    if (a == NO_REGISTER)
        return;
    int scale = scale_of(b, a);
    struct insn in = {.domain = d, .a = a, .b = NO_REGISTER, .c = NO_REGISTER, .scale = (int16_t)scale};
    switch (between(b, 0, 7)) {
    case 0:
    case 1:
        in.op = same[between(b, 0, 4)];
        in.b = pick(b, LANE_FIXED, d, scale);
        break;
    case 2:
        in.op = OP_MUL;
        in.b = pick(b, LANE_FIXED, d, ANY_SCALE);
        in.scale = (int16_t)(scale + scale_of(b, in.b));
        break;
    case 3:
        in.op = once_in(b, 2) ? OP_NEG : OP_ABS;
        break;
    case 4:
        in.op = OP_RESCALE;
        in.shift = (int16_t)between(b, 1, 4);
        in.scale = (int16_t)(scale + in.shift);
        break;
    case 5:
        in.op = OP_ROUND;
        in.mode = (uint8_t)(once_in(b, 2) ? NUMBER_HALF_AWAY : between(b, 0, NUMBER_DOWN));
        in.shift = (int16_t)between(b, 0, 5);
        in.scale = (int16_t)(scale - in.shift);
        break;
    case 6:
        in.op = OP_DIVROUND;
        in.mode = (uint8_t)(once_in(b, 2) ? NUMBER_HALF_AWAY : between(b, 0, NUMBER_DOWN));
        in.b = pick(b, LANE_FIXED, d, ANY_SCALE);
        in.scale = (int16_t)between(b, 0, 4);
        in.shift = (int16_t)(in.scale - (scale - scale_of(b, in.b)));
        break;
    case 7:
        in.op = OP_SELECT;
        in.b = a;
        in.a = pick(b, LANE_TRUTH, d, ANY_SCALE);
        in.c = pick(b, LANE_FIXED, d, scale);
        break;
    }
    if (in.scale >= -6 && in.scale <= 12)
        emit_unless_missing(b, LANE_FIXED, in, false, in.op == OP_SELECT);
}

static inline void emit_fraction(struct bench *b, uint16_t d)
{
    uint16_t a = pick(b, LANE_FRACTION, d, ANY_SCALE), x = pick(b, LANE_FIXED, d, ANY_SCALE);
    struct insn in = {.domain = d, .a = a, .b = NO_REGISTER, .c = NO_REGISTER};
    if (x == NO_REGISTER)
        return;
    if (a == NO_REGISTER || once_in(b, 6)) {
        in = (struct insn){.op = OP_DIV, .domain = d, .a = x, .b = pick(b, LANE_FIXED, d, ANY_SCALE), .c = NO_REGISTER};
        in.scale = (int16_t)(scale_of(b, in.a) - scale_of(b, in.b));
        emit(b, LANE_FRACTION, in);
        return;
    }
    uint16_t other = pick(b, LANE_FRACTION, d, ANY_SCALE), same = pick(b, LANE_FRACTION, d, scale_of(b, a));
    int sa = scale_of(b, a), so = scale_of(b, other);
    enum lane_kind kind = LANE_FRACTION;
    static const uint8_t finest[] = {OP_FADD, OP_FSUB, OP_FMIN, OP_FMAX}, compare[] = {OP_FEQ, OP_FNE, OP_FLT, OP_FLE, OP_FAPPROX};
    in.scale = (int16_t)sa;
    switch (between(b, 0, 8)) {
    case 0:
    case 1:
        in.op = finest[between(b, 0, 3)];
        in.b = other;
        in.scale = (int16_t)(sa > so ? sa : so);
        break;
    case 2:
        in.op = once_in(b, 2) ? OP_FMUL : OP_FDIV;
        in.b = other;
        in.scale = (int16_t)(in.op == OP_FMUL ? sa + so : sa - so);
        break;
    case 3:
        in.op = once_in(b, 2) ? OP_FNEG : OP_FABS;
        break;
    case 4:
        in.op = OP_FDEFAULT;
        in.b = same;
        break;
    case 5:
        in.op = OP_FSELECT;
        in.a = pick(b, LANE_TRUTH, d, ANY_SCALE);
        in.b = a;
        in.c = same;
        break;
    case 6:
        in.op = OP_FRACTION;
        in.a = x;
        in.scale = (int16_t)scale_of(b, x);
        break;
    case 7:
        in.op = OP_FROUND;
        in.mode = (uint8_t)(once_in(b, 2) ? NUMBER_HALF_AWAY : between(b, 0, NUMBER_DOWN));
        in.scale = (int16_t)between(b, 0, 4);
        in.shift = (int16_t)(in.scale - sa);
        kind = LANE_FIXED;
        break;
    case 8:
        in.op = compare[between(b, 0, 4)];
        in.b = other;
        in.scale = 0;
        kind = LANE_TRUTH;
        break;
    }
    if (in.scale >= -6 && in.scale <= 12)
        emit_unless_missing(b, kind, in, false, false);
}

static inline void emit_truth(struct bench *b, uint16_t d)
{
    static const uint8_t compare[] = {OP_EQ, OP_NE, OP_LT, OP_LE, OP_APPROX}, dates[] = {OP_IEQ, OP_INE, OP_ILT, OP_ILE},
                         texts[] = {OP_IEQ, OP_INE, OP_CONTAINS, OP_SAMEUNIT};
    uint16_t t = pick(b, LANE_TRUTH, d, ANY_SCALE), u = pick(b, LANE_TRUTH, d, ANY_SCALE), a = pick(b, LANE_FIXED, d, ANY_SCALE);
    struct insn in = {.domain = d, .a = t, .b = NO_REGISTER, .c = NO_REGISTER};
    enum lane_kind kind = LANE_TRUTH;
    switch (between(b, 0, 8)) {
    case 0:
    case 1:
        in.op = compare[between(b, 0, 4)];
        in.a = a;
        in.b = a == NO_REGISTER ? a : pick(b, LANE_FIXED, d, scale_of(b, a));
        break;
    case 2:
        in.op = OP_WITHIN;
        in.a = a;
        in.b = a == NO_REGISTER ? a : pick(b, LANE_FIXED, d, scale_of(b, a));
        in.c = a == NO_REGISTER ? a : pick(b, LANE_FIXED, d, scale_of(b, a));
        break;
    case 3:
        in.op = once_in(b, 2) ? OP_AND : OP_OR;
        in.b = u;
        break;
    case 4:
        in.op = OP_NOT;
        break;
    case 5:
        in.op = OP_TSELECT;
        in.b = u;
        in.c = pick(b, LANE_TRUTH, d, ANY_SCALE);
        break;
    case 6:
        in.op = once_in(b, 2) ? OP_ABSENT : OP_LACKS;
        in.mode = in.op == OP_LACKS ? (uint8_t)between(b, 1, REASON_COUNT - 1) : 0;
        in.a = pick(b, (enum lane_kind)between(b, LANE_FIXED, LANE_DATE), d, ANY_SCALE);
        break;
    case 7:
        in.op = once_in(b, 2) ? (enum op[]){OP_DAYS, OP_MONTHS, OP_BEGUN}[between(b, 0, 2)] : dates[between(b, 0, 3)];
        kind = in.op == OP_DAYS || in.op == OP_MONTHS || in.op == OP_BEGUN ? LANE_FIXED : LANE_TRUTH;
        in.a = pick(b, LANE_DATE, d, ANY_SCALE);
        in.b = pick(b, LANE_DATE, d, ANY_SCALE);
        break;
    case 8:
        in.op = texts[between(b, 0, 3)];
        in.a = pick(b, LANE_TEXT, d, ANY_SCALE);
        in.b = pick(b, LANE_TEXT, d, ANY_SCALE);
        break;
    }
    emit_unless_missing(b, kind, in, in.op != OP_NOT && in.op != OP_ABSENT && in.op != OP_LACKS, in.op == OP_WITHIN || in.op == OP_TSELECT);
}

static inline bool is_under(uint16_t inner, uint16_t outer)
{
    return inner != outer && (outer == REPORT || inner == NESTED) && outer != NESTED && !(inner == NESTED && outer == NESTED);
}

static inline void emit_between(struct bench *b, bool grouped)
{
    static const uint8_t fixed[] = {OP_SUM, OP_LEAST, OP_MOST, OP_SAME}, fractions[] = {OP_FSUM, OP_FLEAST, OP_FMOST}, truths[] = {OP_COUNT, OP_ANY, OP_ALL};
    uint16_t from = (uint16_t)between(b, ROWS, grouped ? GROUPS : NESTED), to = (uint16_t)between(b, REPORT, grouped ? GROUPS : ROWS);
    if (from == to || to == NESTED || (from == GROUPS && to == ROWS) || !is_under(from, to == GROUPS ? REPORT : to))
        return;
    uint16_t condition = once_in(b, 2) ? pick(b, LANE_TRUTH, from, ANY_SCALE) : NO_REGISTER;
    struct insn in = {.domain = to, .a = NO_REGISTER, .b = condition, .c = NO_REGISTER, .index = from};
    if (once_in(b, 3)) { /* the other way */
        enum lane_kind kind = (enum lane_kind)between(b, LANE_FIXED, LANE_DATE);
        in = (struct insn){.op = OP_SPREAD, .domain = from, .a = pick(b, kind, to, ANY_SCALE), .b = NO_REGISTER, .c = NO_REGISTER};
        in.scale = in.a == NO_REGISTER ? 0 : (int16_t)scale_of(b, in.a);
        emit_unless_missing(b, kind, in, false, false);
    } else if (once_in(b, 3)) {
        in.op = fractions[between(b, 0, 2)];
        in.a = pick(b, LANE_FRACTION, from, ANY_SCALE);
        in.scale = in.a == NO_REGISTER ? 0 : (int16_t)scale_of(b, in.a);
        emit_unless_missing(b, LANE_FRACTION, in, false, false);
    } else if (once_in(b, 3)) {
        in.op = truths[between(b, 0, 2)];
        if (in.op == OP_COUNT || condition != NO_REGISTER)
            emit(b, in.op == OP_COUNT ? LANE_FIXED : LANE_TRUTH, in);
    } else {
        in.op = fixed[between(b, 0, 3)];
        enum lane_kind kind = in.op == OP_SAME ? (once_in(b, 2) ? LANE_TEXT : LANE_FIXED) : LANE_FIXED;
        in.a = pick(b, kind, from, ANY_SCALE);
        in.scale = in.a == NO_REGISTER ? 0 : (int16_t)scale_of(b, in.a);
        emit_unless_missing(b, kind, in, false, false);
    }
}

/* A row looked for by a key, and some of what stands in it; or the code above a code. */
static inline void emit_find(struct bench *b, bool grouped)
{
    static const uint16_t lookers[][2] = {{REPORT, ROWS}, {ROWS, ROWS}, {NESTED, ROWS}, {GROUPS, ROWS}, {ROWS, NESTED}, {NESTED, NESTED}};
    static const enum lane_kind keys[] = {LANE_FIXED, LANE_TEXT, LANE_DATE};
    const uint16_t *domains = lookers[between(b, 0, 5)];
    if (domains[0] == GROUPS && !grouped)
        return;
    enum lane_kind kind = keys[between(b, 0, 2)];
    uint16_t wanted = pick(b, kind, domains[0], ANY_SCALE), key = wanted == NO_REGISTER ? wanted : pick(b, kind, domains[1], scale_of(b, wanted));
    if (once_in(b, 4)) {
        uint16_t d = (uint16_t)between(b, REPORT, NESTED);
        struct insn in = {.op = OP_UPPER, .domain = d, .a = pick(b, LANE_TEXT, d, ANY_SCALE), .b = NO_REGISTER, .c = NO_REGISTER};
        in.index = (uint32_t)b->program.constant_count;
        emit_constant(b, LANE_TEXT, REPORT, 0, 1, 0);
        b->constants[in.index].text = "1 2 3";
        emit_unless_missing(b, LANE_TEXT, in, false, false);
        return;
    }
    if (wanted == NO_REGISTER || key == NO_REGISTER)
        return;
    uint16_t row = emit(b, LANE_FIXED, (struct insn){.op = OP_FIND, .domain = domains[0], .a = wanted, .b = key, .c = NO_REGISTER, .index = domains[1]});
    b->values[row].scale = HIDDEN;
    for (int i = 0; i < 2; i++) {
        enum lane_kind what = (enum lane_kind)between(b, LANE_FIXED, LANE_DATE);
        struct insn in = {.op = OP_PICK, .domain = domains[0], .a = pick(b, what, domains[1], ANY_SCALE), .b = row, .c = NO_REGISTER, .index = domains[1]};
        in.scale = in.a == NO_REGISTER ? 0 : (int16_t)scale_of(b, in.a);
        emit_unless_missing(b, what, in, false, false);
    }
}

static inline void emit_sources(struct bench *b)
{
    for (uint16_t i = 0; i < FIELDS; i++)
        if (once_in(b, 2) || i % FIELDS_PER_DOMAIN == 0)
            emit(b, b->fields[i].kind, (struct insn){.op = OP_LOAD, .domain = b->fields[i].domain, .a = NO_REGISTER, .b = NO_REGISTER, .c = NO_REGISTER,
                                                     .scale = b->fields[i].scale, .index = i});
    for (uint16_t d = REPORT; d <= NESTED; d++) {
        emit_constant(b, LANE_FIXED, d, between(b, -300, 1000), 1, 2);
        emit_constant(b, LANE_FIXED, d, between(b, 0, 3) * 25, 1, once_in(b, 2) ? 0 : 4);
        emit_constant(b, LANE_TRUTH, d, 2 * between(b, 0, 1), 1, 0);
        emit_constant(b, LANE_FRACTION, d, between(b, -9, 9), between(b, 1, 7), 2);
        emit_constant(b, LANE_TEXT, d, between(b, 0, 1), 1, 0);
        enum lane_kind kind = (enum lane_kind)between(b, LANE_FIXED, LANE_DATE);
        emit(b, kind, (struct insn){.op = OP_NOTHING, .domain = d, .a = NO_REGISTER, .b = NO_REGISTER, .c = NO_REGISTER,
                                    .scale = kind == LANE_FIXED || kind == LANE_FRACTION ? 2 : 0,
                                    .mode = (uint8_t)between(b, REASON_OK + 1, REASON_COUNT - 1)});
    }
}

static inline void draw_program(struct bench *b)
{
    emit_sources(b);
    bool grouped = false;
    for (int i = 0; i < 110; i++) {
        uint16_t d = (uint16_t)between(b, REPORT, grouped ? GROUPS : NESTED);
        switch (between(b, 0, 4)) {
        case 4: emit_find(b, grouped); break;
        case 0: emit_fixed(b, d); break;
        case 1: emit_fraction(b, d); break;
        case 2: emit_truth(b, d); break;
        case 3: emit_between(b, grouped); break;
        }
        if (i == 30) {
            uint16_t text = pick(b, LANE_TEXT, ROWS, ANY_SCALE), number = once_in(b, 2) ? pick(b, LANE_FIXED, ROWS, ANY_SCALE) : NO_REGISTER;
            b->code[b->program.batch.length++] =
                (struct insn){.op = OP_GROUP, .domain = GROUPS, .dst = NO_REGISTER, .a = text, .b = number, .c = NO_REGISTER};
            grouped = true;
        }
    }
    for (uint16_t v = 0; v < b->value_count; v++)
        if (b->values[v].scale != HIDDEN && once_in(b, 2))
            emit_out(b, v);
    give_registers(b);
}

#endif
