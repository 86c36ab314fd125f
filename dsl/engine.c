/* engine.c - the compiling half of heng.h: sources in, a program out. */
#include <assert.h>
#include <nettle/sha2.h>
#include <string.h>

#include "../grammar/parse.h"
#include "ir.h"
#include "module.h"
#include "stage.h"

struct heng_engine {
    struct arena arena;        /* the engine itself and the texts added */
    struct arena printed;      /* what heng_engine_print returned */
    heng_options options;
    struct module_text *texts;
    size_t count, capacity;
    const char **search_path;  /* folders */
    size_t search_count, search_capacity;
};

/* What a compilation is asked for. */
struct request {
    heng_engine *engine;
    const char *expression_name; /* NULL: the engine's texts */
    const char *expression;
    size_t length;
    const heng_stage *stage;     /* NULL: the program */
    const char **printed;
    size_t *tests;               /* only counts the tests of the texts; NULL: compiles them */
};

heng_status heng_engine_new(const heng_options *options, heng_engine **out)
{
    if (!out) return HENG_MISUSE;
    *out = NULL;
    static const heng_options none;
    struct arena arena;
    jmp_buf boundary;
    arena_init(&arena, options ? options->allocator : NULL, 0);
    if (setjmp(boundary)) {
        heng_status status = arena.failure;
        arena_free(&arena);
        return status;
    }
    arena.boundary = &boundary;
    heng_engine *e = arena_alloc(&arena, sizeof *e);
    e->options = options ? *options : none;
    if (e->options.allocator) {
        heng_allocator *kept = arena_alloc(&arena, sizeof *kept);
        *kept = *e->options.allocator;
        e->options.allocator = kept;
    }
    arena.boundary = NULL;
    e->arena = arena;
    arena_init(&e->printed, e->options.allocator, 0);
    *out = e;
    return HENG_OK;
}

void heng_engine_free(heng_engine *e)
{
    if (!e) return;
    arena_free(&e->printed);
    struct arena arena = e->arena;
    arena_free(&arena);
}

static void add(heng_engine *e, const char *name, const char *text, size_t length, bool is_file)
{
    e->texts = arena_grow(&e->arena, e->texts, e->count, &e->capacity, sizeof *e->texts);
    e->texts[e->count++] = (struct module_text){arena_copy(&e->arena, name, strlen(name)), arena_copy(&e->arena, text, length), length, is_file};
}

heng_status heng_engine_add_text(heng_engine *e, const char *name, const char *text, size_t length)
{
    if (!e || !name || !text) return HENG_MISUSE;
    jmp_buf boundary;
    if (setjmp(boundary)) {
        heng_status status = e->arena.failure;
        e->arena.failure = HENG_OK;
        return status;
    }
    e->arena.boundary = &boundary;
    add(e, name, text, length == HENG_WHOLE ? strlen(text) : length, false);
    return HENG_OK;
}

heng_status heng_engine_add_search_path(heng_engine *e, const char *folder)
{
    if (!e || !folder) return HENG_MISUSE;
    jmp_buf boundary;
    if (setjmp(boundary)) {
        heng_status status = e->arena.failure;
        e->arena.failure = HENG_OK;
        return status;
    }
    e->arena.boundary = &boundary;
    e->search_path = arena_grow(&e->arena, e->search_path, e->search_count, &e->search_capacity, sizeof *e->search_path);
    e->search_path[e->search_count++] = arena_copy(&e->arena, folder, strlen(folder));
    return HENG_OK;
}

static bool add_files(heng_engine *e, struct diag_sink *diag, const char *path)
{
    const char **paths = &path;
    size_t count = 1;
    if (module_is_folder(path) && !module_list(&e->arena, diag, path, &paths, &count)) return false;
    bool all = true;
    for (size_t k = 0; k < count; k++) {
        const char *text;
        size_t length;
        if (module_read(&e->arena, diag, paths[k], &text, &length)) add(e, paths[k], text, length, true);
        else all = false;
    }
    return all;
}

heng_status heng_engine_add_path(heng_engine *e, const char *path)
{
    if (!e || !path) return HENG_MISUSE;
    jmp_buf boundary;
    if (setjmp(boundary)) {
        heng_status status = e->arena.failure;
        e->arena.failure = HENG_OK;
        return status;
    }
    e->arena.boundary = &boundary;
    struct diag_sink diag = {.arena = &e->arena, .report = e->options.diagnostic, .context = e->options.diagnostic_context,
                             .english = e->options.english};
    return add_files(e, &diag, path) ? HENG_OK : HENG_IO;
}

/* SHA-256 over the lengths and bytes of all sources. */
static void set_digest(struct heng_program *p)
{
    struct sha256_ctx hash;
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_init(&hash);
    for (size_t k = 0; k < p->source_count; k++) {
        uint8_t length[8];
        for (int i = 0; i < 8; i++) length[i] = (uint8_t)((uint64_t)p->sources[k].length >> (8 * i));
        sha256_update(&hash, sizeof length, length);
        sha256_update(&hash, p->sources[k].length, (const uint8_t *)p->sources[k].text);
    }
    sha256_digest(&hash, sizeof sum, sum);
    for (int i = 0; i < SHA256_DIGEST_SIZE; i++) {
        p->digest[2 * i] = "0123456789abcdef"[sum[i] >> 4];
        p->digest[2 * i + 1] = "0123456789abcdef"[sum[i] & 15];
    }
}

/* The first ruleset's, of the texts and what they include before what they inherit. */
static void set_name(struct compiler *c)
{
    struct heng_program *p = c->program;
    p->name = p->source_count ? p->sources[0].name : "";
    for (size_t k = c->file_count; k--;) {
        for (const struct ast_item *i = c->files[k]; i; i = i->next) {
            if (i->kind == AST_RULESET) p->name = arena_copy(c->lasting, i->name.text, strlen(i->name.text));
        }
    }
}

/* A bare expression is the value of one rule without name. */
static void load_expression(struct compiler *c, const struct request *r)
{
    size_t capacity = 0;
    struct ast_parse parse = {.arena = c->scratch, .diag = c->diag};
    parse.source = module_add_source(c, r->expression_name, r->expression, r->length, &capacity);
    parse_expression(&parse);
    c->files = arena_alloc(c->scratch, sizeof *c->files);
    c->levels = arena_alloc(c->scratch, sizeof *c->levels);
    c->file_count = c->level_count = 1;
    if (!parse.expr) return;
    struct ast_item *item = arena_alloc(c->scratch, sizeof *item);
    item->kind = AST_DEFINITION;
    item->name.text = "";
    item->name.at = item->at = parse.expr->at;
    item->value = parse.expr;
    c->files[0] = item;
}

static void count_tests(const struct compiler *c, size_t *count)
{
    for (size_t k = 0; k < c->given_count; k++) {
        for (const struct ast_item *i = c->files[k]; i; i = i->next) *count += i->kind == AST_TEST;
    }
}

/* Names and types are checked whatever was wrong before, so that one run tells all mistakes; code is made only of what has none. */
static void run_passes(struct compiler *c, const struct request *r)
{
    if (r->expression_name) load_expression(c, r);
    else module_load(c, r->engine->texts, r->engine->count, r->engine->search_path, r->engine->search_count);
    if (r->tests) count_tests(c, r->tests);
    if (r->tests || (r->stage && *r->stage == HENG_STAGE_AST)) return;
    silence_collect(c);
    declare(c);
    if (r->expression_name) c->program->open = false;
    resolve(c);
    order(c);
    check(c);
    check_tests(c);
    if (c->diag->errors) return;
    lower(c);
    if (c->diag->errors) return;
    if (r->engine->options.analyse) {
        analyse(c);
        silence_report(c);
    }
    if (!c->diag->errors) emit(c);
}

static heng_status finish(struct compiler *c, const struct request *r)
{
    struct heng_program *p = c->program;
    if (c->diag->errors) return HENG_INVALID;
    if (r->tests) return HENG_OK;
    set_name(c);
    set_digest(p);
    if (!r->stage || *r->stage != HENG_STAGE_AST) {
        assert(!program_verify(p, &p->batch, c->scratch));
        assert(!program_verify(p, &p->detail, c->scratch));
    }
    if (r->stage) *r->printed = stage_print(c, *r->stage, &r->engine->printed);
    return HENG_OK;
}

/* One compilation: a scratch arena for the passes, a lasting one that becomes the program's. */
static heng_status compile(const struct request *r, heng_program **out)
{
    heng_engine *e = r->engine;
    struct arena scratch, lasting;
    jmp_buf boundary;
    heng_program *volatile program = NULL;
    arena_init(&scratch, e->options.allocator, 0);
    arena_init(&lasting, e->options.allocator, 0);
    scratch.boundary = lasting.boundary = e->printed.boundary = &boundary;
    heng_status volatile status = HENG_OK;
    if (setjmp(boundary)) {
        status = scratch.failure ? scratch.failure : lasting.failure ? lasting.failure : e->printed.failure;
        e->printed.failure = HENG_OK;
    } else {
        program = arena_alloc(&lasting, sizeof *program);
        struct diag_sink diag = {.arena = &scratch, .once = true, .report = r->tests ? NULL : e->options.diagnostic, .context = e->options.diagnostic_context,
                                 .english = e->options.english};
        struct compiler c = {.scratch = &scratch, .lasting = &lasting, .diag = &diag, .program = program, .open_terms = e->options.open_terms != 0};
        run_passes(&c, r);
        status = finish(&c, r);
    }
    arena_free(&scratch);
    lasting.boundary = NULL;
    if (program) program->arena = lasting;
    if (status == HENG_OK && out) {
        *out = program;
    } else if (program) {
        heng_program_free(program);
    } else {
        arena_free(&lasting);
    }
    return status;
}

heng_status heng_engine_compile(heng_engine *e, heng_program **out)
{
    if (!e || !out) return HENG_MISUSE;
    *out = NULL;
    return compile(&(struct request){.engine = e}, out);
}

heng_status heng_engine_count_tests(heng_engine *e, size_t *count)
{
    if (!e || !count) return HENG_MISUSE;
    *count = 0;
    return compile(&(struct request){.engine = e, .tests = count}, NULL);
}

heng_status heng_engine_compile_expression(heng_engine *e, const char *name, const char *text, size_t length, heng_program **out)
{
    if (!e || !name || !text || !out) return HENG_MISUSE;
    *out = NULL;
    if (length == HENG_WHOLE) length = strlen(text);
    return compile(&(struct request){.engine = e, .expression_name = name, .expression = text, .length = length}, out);
}

heng_status heng_engine_print(heng_engine *e, heng_stage stage, const char **text)
{
    if (!e || !text) return HENG_MISUSE;
    *text = NULL;
    arena_free(&e->printed);
    return compile(&(struct request){.engine = e, .stage = &stage, .printed = text}, NULL);
}
