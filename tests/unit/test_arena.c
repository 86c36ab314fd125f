/* test_arena.c - the arena: alignment, zeroing, limits, and every allocation failing in turn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/arena.h"

/* A host that counts what it lends, and refuses the n-th allocation. */
struct host {
    size_t lent;
    long allocations, fail_at; /* fail_at 0: never */
};

static void *host_allocate(void *context, void *pointer, size_t old_size, size_t new_size)
{
    struct host *h = context;
    if (new_size == 0) {
        h->lent -= old_size;
        free(pointer);
        return NULL;
    }
    if (++h->allocations == h->fail_at)
        return NULL;
    h->lent += new_size - old_size;
    return realloc(pointer, new_size);
}

static void exercise(struct arena *a)
{
    int *numbers = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 5000; i++) {
        numbers = arena_grow(a, numbers, i, &capacity, sizeof *numbers);
        numbers[i] = (int)i;
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(numbers[i], (int)i);
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *p = arena_alloc(a, size);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, size);
        unsigned char *lanes = arena_alloc_lanes(a, size);
        assert_int_equal((uintptr_t)lanes % 64, 0);
        memset(lanes, 0xBB, size);
    }
    memset(arena_alloc_lanes(a, 3 << 20), 1, 3 << 20);
    assert_string_equal(arena_copy(a, "万元!", 6), "万元");
    assert_string_equal(arena_copy(a, NULL, 0), "");
    assert_string_equal(arena_format(a, "%s-%05d", "行", 42), "行-00042");
}

/* Runs `body` in an arena; returns what it ended with. */
static heng_status run(const heng_allocator *allocator, size_t limit, void (*body)(struct arena *), size_t *used)
{
    struct arena a;
    jmp_buf boundary;
    arena_init(&a, allocator, limit);
    a.boundary = &boundary;
    if (setjmp(boundary) == 0)
        body(&a);
    if (used)
        *used = a.used;
    heng_status status = a.failure;
    arena_free(&a);
    assert_int_equal(a.used, 0);
    return status;
}

static void memory_is_aligned_zeroed_and_returned(void **state)
{
    (void)state;
    struct host h = {0};
    heng_allocator allocator = {host_allocate, &h};
    size_t used = 0;
    assert_int_equal(run(&allocator, 0, exercise, &used), HENG_OK);
    assert_true(used > 0);
    assert_int_equal(h.lent, 0);
    assert_int_equal(run(NULL, 0, exercise, NULL), HENG_OK);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        struct host h = {.fail_at = n};
        heng_allocator allocator = {host_allocate, &h};
        heng_status status = run(&allocator, 0, exercise, NULL);
        assert_int_equal(h.lent, 0);
        if (h.allocations < n) {
            assert_int_equal(status, HENG_OK);
            assert_true(n > 5);
            return;
        }
        assert_int_equal(status, HENG_MEMORY);
    }
}

static void limits_hold_to_the_byte(void **state)
{
    (void)state;
    size_t used = 0;
    run(NULL, 0, exercise, &used);
    assert_int_equal(run(NULL, used, exercise, NULL), HENG_OK);
    for (size_t limit = 1; limit < 3 << 20; limit = limit * 3 / 2 + 1) {
        size_t taken = 0;
        assert_int_equal(run(NULL, limit, exercise, &taken), HENG_LIMIT);
        assert_true(taken <= limit);
    }
}

static void take_everything(struct arena *a)
{
    arena_alloc(a, SIZE_MAX - 8);
}

static void copy_everything(struct arena *a)
{
    arena_copy(a, "", SIZE_MAX);
}

static void grow_beyond(struct arena *a)
{
    size_t capacity = SIZE_MAX / 8;
    arena_grow(a, NULL, capacity, &capacity, 16);
}

static void absurd_sizes_fail_without_wrapping(void **state)
{
    (void)state;
    assert_int_equal(run(NULL, 0, take_everything, NULL), HENG_MEMORY);
    assert_int_equal(run(NULL, 0, copy_everything, NULL), HENG_MEMORY);
    assert_int_equal(run(NULL, 0, grow_beyond, NULL), HENG_MEMORY);
}

static void an_arena_may_be_used_again(void **state)
{
    (void)state;
    struct arena a;
    jmp_buf boundary;
    arena_init(&a, NULL, 0);
    a.boundary = &boundary;
    if (setjmp(boundary))
        fail();
    for (int i = 0; i < 3; i++) {
        assert_string_equal(arena_copy(&a, "again", 5), "again");
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_zeroed_and_returned), cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(limits_hold_to_the_byte),               cmocka_unit_test(absurd_sizes_fail_without_wrapping),
        cmocka_unit_test(an_arena_may_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
