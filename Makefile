# Makefile - builds, tests and installs Heng.
#
#   make            build/heng, build/libheng.a, build/libheng.so
#   make demo       installs what is missing, builds, and evaluates a real report
#   make findings   evaluates every report of examples/reports by its ruleset, into build/findings
#   make test       installs what is missing, builds, and runs every test
#   make asan       the same library and tool under AddressSanitizer and UBSan, in build/asan
#   make differential N=200000 SEED=7    more random expressions and rulesets
#   make mutation   which wrong digits of the reports would be noticed
#   make manual     prints the tables of the manual from the sources they document
#   make bench      times Heng beside other engines
#   make bench-compile   how compiling grows with the rules, with nesting and with the rows of a table
#   make install    PREFIX=/usr/local DESTDIR=
#   make clean
#
# Sources are discovered. One library is built in three variants, each under its own folder: release (build), asan
# (build/asan) and tsan (build/tsan). `make V=1` prints whole commands.

PREFIX ?= /usr/local
DESTDIR ?=
N ?= 5000
SEED ?=

CC ?= cc
FLEX ?= flex
BISON ?= bison
AR ?= ar
PYTHON ?= python3

VERSION := $(shell sed -n 's/^.define HENG_VERSION "\(.*\)"$$/\1/p' runtime/heng.h)
SONAME := libheng.so.$(firstword $(subst ., ,$(VERSION)))

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings
INCLUDES := -I. -Igrammar -Ibuild/gen
COMMON := -std=gnu11 -g -fPIC -fvisibility=hidden $(INCLUDES) -MMD -MP
LIBS := -lyajl -lutf8proc -lnettle -lgmp
GENERATED := -Wno-shadow -Wno-missing-prototypes -Wno-sign-compare -Wno-unused-function -Wno-unused-but-set-variable

MODE_release := -O3
MODE_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
MODE_tsan := -O1 -fsanitize=thread
KERNELS_release := -O3
DIR_release := build
DIR_asan := build/asan
DIR_tsan := build/tsan
VARIANTS := release asan tsan

# The kernels are compiled once per instruction set; the machine chooses at run time.
MACHINE := $(shell $(CC) -dumpmachine)
ISAS := portable
ifneq ($(filter x86_64-% amd64-%,$(MACHINE)),)
ISAS += avx2 avx512
endif
ISA_portable :=
ISA_avx2 := -mavx2 -mfma -mbmi2
ISA_avx512 := -march=x86-64-v4 -mprefer-vector-width=512

CLI_SOURCES := $(wildcard dsl/cli/*.c)
LIB_SOURCES := $(filter-out runtime/machine_kernels%.c,$(wildcard grammar/*.c dsl/*.c runtime/*.c))
KERNEL_SOURCES := $(wildcard runtime/machine_kernels*.c)
LIB_OBJECTS := $(LIB_SOURCES:.c=.o) gen/grammar.o gen/scanner.o \
               $(foreach isa,$(ISAS),$(KERNEL_SOURCES:.c=.$(isa).o))
CLI_OBJECTS := $(CLI_SOURCES:.c=.o)
UNIT_TESTS := $(patsubst tests/unit/%.c,build/asan/unit/%,$(wildcard tests/unit/test_*.c))
EMBEDDING := $(patsubst tests/embedding/%.c,%,$(wildcard tests/embedding/*.c))
TEST_PROGRAMS := $(UNIT_TESTS) $(patsubst tests/faults/%.c,build/asan/faults/%,$(wildcard tests/faults/*.c)) \
                 $(patsubst tests/threads/%.c,build/tsan/%,$(wildcard tests/threads/*.c)) \
                 $(EMBEDDING:%=build/embedding/%_static) $(EMBEDDING:%=build/embedding/%_shared) \
                 $(patsubst tests/differential/%.c,build/differential/%,$(wildcard tests/differential/*.c)) build/reports/outcomes

# Without -j on the command line: one job per processor.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

ifeq ($(V),)
quiet = @echo '  $(1)'; 
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all setup demo findings test asan tsan differential mutation manual bench install clean

all: build/heng build/libheng.a build/libheng.so
asan: build/asan/heng build/asan/libheng.a
tsan: build/tsan/libheng.a

# ---- generated sources, the same for every variant ----

build/gen/grammar.c: grammar/grammar.y
	@mkdir -p $(@D)
	$(call quiet,BISON $<)$(BISON) -Wall -Werror --header=build/gen/grammar.h -o $@ $<

build/gen/grammar.h: build/gen/grammar.c ;

build/gen/scanner.c: grammar/scanner.l
	@mkdir -p $(@D)
	$(call quiet,FLEX $<)$(FLEX) -o $@ $<

# ---- one set of rules per variant ----

define variant
LIB_$(1) := $$(LIB_OBJECTS:%=build/obj/$(1)/%)
CLI_$(1) := $$(CLI_OBJECTS:%=build/obj/$(1)/%)

build/obj/$(1)/%.o: %.c | build/gen/grammar.h
	@mkdir -p $$(@D)
	$$(call quiet,CC $(1) $$<)$$(CC) $$(COMMON) $$(WARNINGS) $$(MODE_$(1)) $$(CFLAGS) -c $$< -o $$@

build/obj/$(1)/gen/%.o: build/gen/%.c build/gen/grammar.h
	@mkdir -p $$(@D)
	$$(call quiet,CC $(1) $$<)$$(CC) $$(COMMON) $$(WARNINGS) $$(GENERATED) $$(MODE_$(1)) $$(CFLAGS) -c $$< -o $$@

$(DIR_$(1))/libheng.a: $$(LIB_$(1))
	@mkdir -p $$(@D)
	$$(call quiet,AR $$@)rm -f $$@ && $$(AR) rcs $$@ $$^

$(DIR_$(1))/heng: $$(CLI_$(1)) $(DIR_$(1))/libheng.a
	$$(call quiet,LD $$@)$$(CC) $$(MODE_$(1)) $$(LDFLAGS) -o $$@ $$^ $$(LIBS)

-include $$(LIB_$(1):.o=.d) $$(CLI_$(1):.o=.d)
endef

# $(1) variant, $(2) instruction set
define kernels
build/obj/$(1)/%.$(2).o: %.c | build/gen/grammar.h
	@mkdir -p $$(@D)
	$$(call quiet,CC $(1) $$< $(2))$$(CC) $$(COMMON) $$(WARNINGS) $$(MODE_$(1)) $$(KERNELS_$(1)) $(ISA_$(2)) \
		$$(CFLAGS) -DKERNELS=$(2) -c $$< -o $$@
endef

$(foreach v,$(VARIANTS),$(eval $(call variant,$(v)))$(foreach i,$(ISAS),$(eval $(call kernels,$(v),$(i)))))

build/libheng.so: $(LIB_release)
	$(call quiet,LD $@)$(CC) -shared -Wl,-soname,$(SONAME) -Wl,-z,defs $(LDFLAGS) -o $@ $^ $(LIBS)
	@ln -sf libheng.so build/$(SONAME)

# ---- programs of the tests ----

# a failing assertion leaves its test by a jump and never comes back
TEST_FLAGS = -std=gnu11 -g $(WARNINGS) -Wno-clobbered -MMD -MP -MF $@.d $(CFLAGS) $(LDFLAGS)

build/asan/unit/%: tests/unit/%.c build/asan/libheng.a
	@mkdir -p $(@D)
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) $(INCLUDES) $(MODE_asan) -o $@ $< build/asan/libheng.a -lcmocka $(LIBS)

build/asan/faults/%: tests/faults/%.c build/asan/libheng.a
	@mkdir -p $(@D)
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -Iruntime $(MODE_asan) -o $@ $< build/asan/libheng.a $(LIBS)

build/tsan/%: tests/threads/%.c build/tsan/libheng.a
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -Iruntime $(MODE_tsan) -pthread -o $@ $< build/tsan/libheng.a $(LIBS)

build/differential/%: tests/differential/%.c build/libheng.a
	@mkdir -p $(@D)
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -O2 -Iruntime -o $@ $< build/libheng.a $(LIBS)

build/reports/%: tests/reports/%.c build/libheng.a
	@mkdir -p $(@D)
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -O2 -Iruntime -o $@ $< build/libheng.a $(LIBS)

# A host has the public header and the library, nothing else.
build/embedding/include/heng.h: runtime/heng.h
	@mkdir -p $(@D)
	@cp $< $@

build/embedding/%_static: tests/embedding/%.c build/embedding/include/heng.h build/libheng.a
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -Ibuild/embedding/include -o $@ $< build/libheng.a $(LIBS)

build/embedding/%_shared: tests/embedding/%.c build/embedding/include/heng.h build/libheng.so
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -Ibuild/embedding/include -o $@ $< -Lbuild -lheng -Wl,-rpath,'$$ORIGIN/..'

-include $(TEST_PROGRAMS:=.d) build/reference.d

# ---- what people call ----

setup:
	@tests/setup.sh

demo:
	@tests/setup.sh
	@$(MAKE) --no-print-directory all
	@build/heng run rulesets/湖南省/辰溪县 examples/reports/chenxi-2024.json; code=$$?; [ $$code -le 1 ] || exit $$code

# Every report of examples/reports/index.tsv by its ruleset: text on the screen, text, JSON and a page in build/findings.
findings: build/heng
	@mkdir -p build/findings
	@grep -v '^#' examples/reports/index.tsv | while IFS="$$(printf '\t')" read -r name data rules; do \
		if [ ! -e "$$rules" ] && [ ! -e "$$rules.heng" ]; then echo "$$data: no ruleset $$rules"; continue; fi; \
		[ -e "$$rules" ] || rules="$$rules.heng"; \
		for form in json html; do \
			build/heng run --format $$form -o "build/findings/$${data%.json}.$$form" "$$rules" "examples/reports/$$data" || [ $$? -eq 1 ] || exit; \
		done; \
		build/heng run "$$rules" "examples/reports/$$data" >"build/findings/$${data%.json}.txt" || [ $$? -eq 1 ] || exit; \
		cat "build/findings/$${data%.json}.txt"; echo; \
	done

test:
	@tests/setup.sh
	@$(MAKE) --no-print-directory all asan test-programs
	@$(PYTHON) tests/run_all --count $(N) $(if $(SEED),--seed $(SEED))

.PHONY: test-programs
test-programs: $(TEST_PROGRAMS) build/reference

build/reference: docs/reference/tables.c
	@mkdir -p $(@D)
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) $(INCLUDES) -o $@ $<

manual: build/reference
	@$(PYTHON) docs/reference/print.py build/reference

differential: all asan build/differential/batch
	@$(PYTHON) tests/run_all --count $(N) $(if $(SEED),--seed $(SEED)) differential:

# REPORT=changde-2024 for one of them.
mutation: all build/reports/outcomes
	@$(PYTHON) tests/reports/mutation.py $(REPORT)

ifneq ($(wildcard bench/scorecard_run.c),)
bench: build/bench/scorecard_run
endif
bench: build/libheng.a
	@bench/run.sh

.PHONY: bench-compile
bench-compile: build/bench/compile_run
	@build/bench/compile_run

build/bench/%: bench/%.c build/libheng.a
	@mkdir -p $(@D)
	$(call quiet,CC $@)$(CC) $(TEST_FLAGS) -O3 -march=native -Iruntime -o $@ $< build/libheng.a $(LIBS)

define PC
prefix=$(PREFIX)
libdir=$${prefix}/lib
includedir=$${prefix}/include

Name: heng
Description: Evaluates scoring and consistency rules exactly against report data
Version: $(VERSION)
Libs: -L$${libdir} -lheng
Libs.private: $(LIBS)
Cflags: -I$${includedir}
endef
export PC

TO := $(DESTDIR)$(PREFIX)
install: all
	install -d '$(TO)/bin' '$(TO)/lib/pkgconfig' '$(TO)/include' '$(TO)/share/heng'
	install -m 755 build/heng '$(TO)/bin/heng'
	install -m 644 build/libheng.a '$(TO)/lib/libheng.a'
	install -m 755 build/libheng.so '$(TO)/lib/libheng.so.$(VERSION)'
	ln -sf libheng.so.$(VERSION) '$(TO)/lib/$(SONAME)'
	ln -sf libheng.so.$(VERSION) '$(TO)/lib/libheng.so'
	install -m 644 runtime/heng.h '$(TO)/include/heng.h'
	@echo "$$PC" >build/heng.pc
	install -m 644 build/heng.pc '$(TO)/lib/pkgconfig/heng.pc'
	cp -R rulesets '$(TO)/share/heng/'

clean:
	rm -rf build
