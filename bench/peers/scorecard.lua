-- scorecard.lua - the scorecard rules for LuaJIT, exact: luajit scorecard.lua FILE.csv
--
-- Figures are whole cents in doubles. Whole numbers below 2^53 are exact there, and so is floor(a / b) of two such
-- numbers; the largest dividend is kept and a pass that reaches 2^53 is refused, so no figure can be silently wrong.
-- Dividends are not negative, but for those of a1, as the workload has it; the parser refuses other negative operands.
-- An absent figure is 0 with presence 0. Conditions are written as min and max of whole numbers, because the compiler
-- records one straight trace that way; a branch that goes either way costs it a side trace.
local ffi = require("ffi")
local floor, min, max, abs = math.floor, math.min, math.max, math.abs

ffi.cdef [[
int open(const char *path, int flags);
long lseek(int fd, long offset, int whence);
void *mmap(void *address, size_t length, int protection, int flags, int fd, long offset);
int munmap(void *address, size_t length);
int close(int fd);
struct timespec { long tv_sec; long tv_nsec; };
int clock_gettime(int clock, struct timespec *t);
]]

local PASSES, BLOCK, LIMIT = 3, 256, 2 ^ 53
local NAMES = {"bud", "exe", "b1", "b2", "b3", "b4", "e1", "e2", "e3", "e4",
               "t1", "a1", "t2", "a2", "sat", "self", "w1", "w2"}
local MAY_BE_NEGATIVE = {[2] = true, [3] = true, [4] = true, [5] = true, [6] = true, [7] = true, [8] = true, [9] = true,
                         [11] = true, [15] = true} -- by column from 0: parts, a1, self
local MAY_BE_ABSENT = {[1] = true, [6] = true, [7] = true, [8] = true, [9] = true, [11] = true, [13] = true, [14] = true,
                       [15] = true} -- exe, parts of exe, a1, a2, sat, self
local ACCUMULATORS = 40 -- 0-9 failed, 10-19 present, 20-28 sums, 29-32 present results, 33-35 grades, 36 dividend

local timespec = ffi.new("struct timespec")
local function now()
    ffi.C.clock_gettime(1, timespec)
    return tonumber(timespec.tv_sec) * 1e9 + tonumber(timespec.tv_nsec)
end

-- One value array and one presence array per column, in one allocation each.
local function new_columns(capacity)
    return {values = ffi.new("double[?]", 18 * capacity), present = ffi.new("double[?]", 18 * capacity), stride = capacity}
end

-- Adds the results of reports 0 .. n-1 to the accumulators.
local function judge(columns, n, acc)
    local v, p, s = columns.values, columns.present, columns.stride
    local bud_, exe_, b1_, b2_, b3_, b4_ = v, v + s, v + 2 * s, v + 3 * s, v + 4 * s, v + 5 * s
    local e1_, e2_, e3_, e4_, t1_, a1_ = v + 6 * s, v + 7 * s, v + 8 * s, v + 9 * s, v + 10 * s, v + 11 * s
    local t2_, a2_, sat_, self_, w1_, w2_ = v + 12 * s, v + 13 * s, v + 14 * s, v + 15 * s, v + 16 * s, v + 17 * s
    local has_exe_, has_e1_, has_e2_, has_e3_, has_e4_ = p + s, p + 6 * s, p + 7 * s, p + 8 * s, p + 9 * s
    local has_a1_, has_a2_, has_sat_, has_self_ = p + 11 * s, p + 13 * s, p + 14 * s, p + 15 * s
    for i = 0, n - 1 do
        local bud, exe, has_exe = bud_[i], exe_[i], has_exe_[i]
        local b1, b2, b3, b4 = b1_[i], b2_[i], b3_[i], b4_[i]
        local e1, e2, e3, e4 = e1_[i], e2_[i], e3_[i], e4_[i]
        acc[0] = acc[0] + min(1, max(0, abs(b1 + b2 + b3 + b4 - bud) - 1))
        acc[1] = acc[1] + has_exe * min(1, max(0, abs(e1 + e2 + e3 + e4 - exe) - 1))
        acc[2] = acc[2] + has_exe * min(1, max(0, exe - bud))
        acc[3] = acc[3] + has_e1_[i] * min(1, max(0, e1 - b1))
        acc[4] = acc[4] + has_e2_[i] * min(1, max(0, e2 - b2))
        acc[5] = acc[5] + has_e3_[i] * min(1, max(0, e3 - b3))
        acc[6] = acc[6] + has_e4_[i] * min(1, max(0, e4 - b4))
        acc[12] = acc[12] + has_exe
        acc[13] = acc[13] + has_e1_[i]
        acc[14] = acc[14] + has_e2_[i]
        acc[15] = acc[15] + has_e3_[i]
        acc[16] = acc[16] + has_e4_[i]

        local has_bud = min(1, bud)
        local divisor = 2 * bud + (1 - has_bud)
        local dividend = 20000 * exe + bud
        local has_rate = has_bud * has_exe
        local rate = has_rate * floor(dividend / divisor)
        local largest = max(acc[36], dividend)
        dividend = 20000 * max(max(b1, b2), max(b3, b4)) + bud
        largest = max(largest, dividend)
        local share = has_bud * floor(dividend / divisor)
        dividend = 26 * exe + 113
        largest = max(largest, dividend)
        local vat = has_exe * floor(dividend / 226)
        local sexec = floor((min(10000, rate) + 5) / 10)

        local w1, t1, a1, has_a1 = w1_[i], t1_[i], a1_[i], has_a1_[i]
        acc[7] = acc[7] + min(1, abs(w1 + w2_[i] - 8000))
        local has_t1 = min(1, t1)
        divisor = 2 * t1 + (1 - has_t1)
        dividend = 2 * w1 * a1 + t1
        largest = max(largest, abs(dividend))
        local s1 = has_a1 * (has_t1 * max(0, min(w1, floor(dividend / divisor))) + (1 - has_t1) * w1)
        dividend = 20000 * (a1 - t1) + t1
        largest = max(largest, abs(dividend))
        local has_dev = has_t1 * has_a1
        local dev = floor(dividend / divisor)
        if dev * divisor == dividend and a1 < t1 then dev = dev - 1 end -- a tie below zero rounds away from it
        dev = has_dev * dev
        acc[8] = acc[8] + min(1, max(0, abs(dev) - 3000))

        local w2, t2, a2, sat = w2_[i], t2_[i], a2_[i], sat_[i]
        local s2 = w2
        if a2 > 0 then
            dividend = 2 * w2 * t2 + a2
            largest = max(largest, dividend)
            s2 = min(w2, floor(dividend / (2 * a2)))
        end
        s2 = has_a2_[i] * s2
        local ssat = min(1000, floor((20 * sat + 95) / 190))
        local total = sexec + s1 + s2 + ssat
        acc[9] = acc[9] + has_self_[i] * min(1, max(0, abs(self_[i] - total) - 1))
        acc[18] = acc[18] + has_dev
        acc[19] = acc[19] + has_self_[i]

        acc[20] = acc[20] + rate
        acc[21] = acc[21] + sexec
        acc[22] = acc[22] + s1
        acc[23] = acc[23] + s2
        acc[24] = acc[24] + ssat
        acc[25] = acc[25] + dev
        acc[26] = acc[26] + total
        acc[27] = acc[27] + share
        acc[28] = acc[28] + vat
        acc[29] = acc[29] + has_rate
        acc[30] = acc[30] + has_bud
        acc[33] = acc[33] + min(1, max(0, total - 8999))
        acc[34] = acc[34] + min(1, max(0, total - 7999))
        acc[35] = acc[35] + min(1, max(0, total - 5999))
        acc[36] = largest
    end
end

-- Reads up to `capacity` reports from text[at] on into the columns; returns how many, and where it stopped.
local function parse(text, at, size, columns, capacity)
    local v, p, stride = columns.values, columns.present, columns.stride
    local row, column, value, sign, start, dot = 0, 0, 0, 1, at, -1
    while at < size and row < capacity do
        local c = text[at]
        at = at + 1
        if c >= 48 and c <= 57 then
            value = value * 10 + (c - 48)
        elseif c == 46 and dot < 0 then
            dot = at
        elseif c == 44 or c == 10 then
            local k = column * stride + row
            if at - dot ~= 3 then -- not two decimals
                if dot < 0 then value = value * 100
                elseif at - dot == 2 then value = value * 10
                else error("a figure has no digit after its point, or more than two") end
            end
            if at - 1 == start and not MAY_BE_ABSENT[column] then error("a required figure is absent") end
            if value >= LIMIT then error("a figure is too large") end
            v[k] = sign * value
            p[k] = min(1, at - 1 - start)
            if c == 44 then
                column = column + 1
                if column == 18 then error("a line has more than 18 fields") end
            else
                if column ~= 17 then error("a line has fewer than 18 fields") end
                column, row = 0, row + 1
            end
            value, sign, start, dot = 0, 1, at, -1
        elseif c == 45 and at - 1 == start then
            if not MAY_BE_NEGATIVE[column] then error("a figure is negative that may not be") end
            if text[at] < 48 or text[at] > 57 then error("a field is not a number") end
            sign = -1
        else
            error("a field is not a number")
        end
    end
    return row, at
end

-- Maps the file; returns its text, its size, the place after the header, and the address to unmap.
local function open_csv(path)
    local fd = ffi.C.open(path, 0)
    if fd < 0 then error("cannot open " .. path) end
    local size = tonumber(ffi.C.lseek(fd, 0, 2))
    local address = ffi.C.mmap(nil, size, 1, 0x8002, fd, 0) -- MAP_PRIVATE | MAP_POPULATE
    ffi.C.close(fd)
    if address == ffi.cast("void *", -1) then error("cannot map " .. path) end
    local text, header = ffi.cast("const uint8_t *", address), table.concat(NAMES, ",") .. "\n"
    if ffi.string(text, #header) ~= header or text[size - 1] ~= 10 then error("not a scorecard file: " .. path) end
    return text, size, #header, address
end

local function from_csv(path, acc)
    local text, size, at, address = open_csv(path)
    local columns, n = new_columns(BLOCK), 0
    while at < size do
        local rows
        rows, at = parse(text, at, size, columns, BLOCK)
        judge(columns, rows, acc)
        n = n + rows
    end
    ffi.C.munmap(address, size)
    return n
end

local function load_columns(path, n)
    local text, size, at, address = open_csv(path)
    local columns = new_columns(n)
    parse(text, at, size, columns, n)
    ffi.C.munmap(address, size)
    return columns
end

-- The canonical lines F, N, S, U, G.
local function figures(acc, n)
    if acc[36] >= LIMIT then error("a dividend leaves the exact range") end
    for k = 20, 28 do
        if abs(acc[k]) >= LIMIT then error("a sum leaves the exact range") end
    end
    local function line(name, values)
        for k = 1, #values do values[k] = string.format("%.0f", values[k]) end
        return name .. " " .. table.concat(values, ",")
    end
    local failed, skipped, sums = {}, {}, {}
    for k = 0, 9 do failed[k + 1] = acc[k] end
    for k = 0, 9 do skipped[k + 1] = n - acc[10 + k] end
    skipped[1], skipped[2], skipped[8] = 0, n - acc[12], 0
    for k = 20, 28 do sums[k - 19] = acc[k] end
    return table.concat({
        line("F", failed), line("N", skipped), line("S", sums),
        line("U", {n - acc[29], n - acc[18], n - acc[30], n - acc[12]}),
        line("G", {acc[33], acc[34] - acc[33], acc[35] - acc[34], n - acc[35]}),
    }, "\n")
end

-- The median time of a pass in ns after one pass to warm up, the figures, and whether all passes agreed.
local function timed(run, n)
    local times, first, same = {}, nil, true
    for k = 0, PASSES do
        local acc = ffi.new("double[?]", ACCUMULATORS)
        local start = now()
        run(acc)
        times[k] = now() - start
        local result = figures(acc, n)
        first = first or result
        same = same and result == first
    end
    table.sort(times)
    return times[(PASSES + 1) / 2], first, same
end

local path = arg[1] or error("usage: luajit scorecard.lua FILE.csv")
local n = from_csv(path, ffi.new("double[?]", ACCUMULATORS))
if n == 0 then error("the file has no reports") end
local csv_time, csv_figures, csv_same = timed(function(acc) from_csv(path, acc) end, n)
local columns = load_columns(path, n)
local rules_time, rules_figures, rules_same = timed(function(acc) judge(columns, n, acc) end, n)
local rules_ok = rules_same and rules_figures == csv_figures
print(string.format("peer=luajit what=rules n=%d ns_per_report=%.2f ok=%d", n, rules_time / n, rules_ok and 1 or 0))
print(string.format("peer=luajit what=csv n=%d ns_per_report=%.2f ok=%d", n, csv_time / n, csv_same and 1 or 0))
print(csv_figures)
