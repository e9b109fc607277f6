/* A baseline JPEG at an eighth of its size: the mean of each block of eight by eight pixels.
 *
 * That mean is the first of a block's 64 coefficients; the 63 others have to be read only because
 * their codes have no fixed length. A table therefore tells of the next bits how many they are and
 * how many coefficients they stand for, several at once, and no value is made of them. Colours have
 * half as many blocks in each direction where photos come from a camera: of these the means of the
 * four quarters are made.
 *
 * What is not as it should be (a code that does not exist, data that end too soon or too late) makes
 * the answer non-zero, and the caller leaves the file to a decoder that knows what to say. All
 * writing is inside the room that the caller gives, whatever the data are. No memory is asked for,
 * and nothing is kept from call to call.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "written for processors that put the lowest byte first"
#endif

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif
#define INLINE static inline __attribute__((always_inline))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

enum {
    SHORT_BITS = 11, /* codes up to this length are found by one look */
    PACK_BITS = 13,  /* this many bits are looked at to pass over coefficients */
    PACKED_MOST = 28, /* two packs never need more bits than are at hand */
    FIRST_MOST = 11, /* bits of a first coefficient's difference, and of any other */
    OTHER_MOST = 10,
    RANGE = 2047, /* of a first coefficient */
    PARTS_MOST = 3,
    UNIT_BLOCKS_MOST = 10,
    MARGIN = 4096, /* more bytes than the blocks of a unit can have */
    ROOM = 32768,
    SIDE_MOST = 8192 /* units */
};

enum { OK, BAD_CALL, BAD_CODES, BAD_DATA };

/* Huffman's codes as they stand in the file. */
typedef struct {
    uint8_t counts[16]; /* of codes of 1 to 16 bits */
    uint8_t symbols[256];
} Codes;

/* A channel. Its means lie in rows; a block gives one, or two by two where it is quartered. */
typedef struct {
    int32_t across, down; /* blocks in a unit, 1 or 2 */
    int32_t is_quartered;
    Codes first, others;
    uint16_t steps[64]; /* of quantisation, in the order of the file */
    uint8_t *means;
    uint64_t bytes; /* room for means */
} Part;

/* Codes made ready. An entry is bits << 8 | symbol, and 0 where there is no code. */
typedef struct {
    uint32_t from[17], to[17]; /* codes of a length, at the top of 16 bits */
    uint16_t place[17];        /* of their first symbol */
    const uint8_t *symbols;
    uint16_t shorts[1 << SHORT_BITS];
} Tree;

typedef struct {
    Tree first, others;
    uint16_t packs[1 << PACK_BITS]; /* coefficients << 6 | last of the block << 5 | bits; or 0 */
    int before;                     /* the first coefficient of the block before */
    size_t row;                     /* bytes of a row of means */
} State;

typedef struct {
    const uint8_t *at, *stop; /* bytes that wait, without stuffing */
    uint64_t bits;            /* the next bits, from the top; as many as `count` */
    int count;
} Reader;

typedef struct {
    const uint8_t *at, *end; /* of the file */
    int has_marker;          /* at `at` */
    uint8_t room[ROOM + MARGIN];
} Source;

/* (1, 7, 3, 5 of eight) What a coefficient adds to the mean of the first half, times 8192; even
 * ones come and go within a half. */
static const int32_t HALF[8] = {8192, 7423, 0, -2607, 0, 1742, 0, -1477};
static const uint8_t ZIGZAG[64] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/* What the coefficients of a quartered block add: across, down, and both. */
typedef struct {
    int32_t across[64], down[64], both[64];
} Weights;

static uint16_t find(const Tree *tree, uint32_t next)
{
    for (int bits = 1; bits <= 16; bits++)
        if (next >= tree->from[bits] && next < tree->to[bits]) {
            uint32_t place = tree->place[bits] + ((next - tree->from[bits]) >> (16 - bits));
            return (uint16_t)(bits << 8 | tree->symbols[place]);
        }
    return 0;
}

INLINE uint16_t look(const Tree *tree, uint64_t bits)
{
    uint16_t entry = tree->shorts[bits >> (64 - SHORT_BITS)];
    return LIKELY(entry) ? entry : find(tree, (uint32_t)(bits >> 48));
}

static int plant(Tree *tree, const Codes *codes)
{
    uint32_t code = 0, place = 0;
    tree->symbols = codes->symbols;
    for (int bits = 1; bits <= 16; bits++) {
        uint32_t count = codes->counts[bits - 1];
        if (code + count > 1u << bits || place + count > 256) return BAD_CODES;
        tree->from[bits] = code << (16 - bits);
        tree->to[bits] = (code + count) << (16 - bits);
        tree->place[bits] = (uint16_t)place;
        code = (code + count) << 1;
        place += count;
    }
    for (uint32_t next = 0; next < 1 << SHORT_BITS; next++) {
        uint16_t entry = find(tree, next << (16 - SHORT_BITS));
        tree->shorts[next] = entry >> 8 <= SHORT_BITS ? entry : 0;
    }
    return OK;
}

/* Tell of all that the next bits can be which coefficients end within them. */
static void pack(State *state)
{
    for (uint64_t next = 0; next < 1 << PACK_BITS; next++) {
        uint32_t used = 0, passed = 0, is_end = 0;
        while (used < PACK_BITS && !is_end) {
            uint16_t entry = look(&state->others, next << (64 - PACK_BITS + used));
            uint32_t bits = entry >> 8, run = (entry & 0xFF) >> 4, size = entry & 15;
            if (!entry || used + bits > PACK_BITS || used + bits + size > PACKED_MOST) break;
            if (size > OTHER_MOST || passed + run + 1 > 63) break;
            is_end = !size && run != 15;
            if (is_end && run) {
                is_end = 0;
                break;
            }
            used += bits + size;
            passed += is_end ? 0 : run + 1;
        }
        state->packs[next] = (uint16_t)(passed << 6 | is_end << 5 | used);
    }
}

/* Make 56 bits ready. */
INLINE void refill(Reader *reader)
{
    uint64_t word;
    memcpy(&word, reader->at, sizeof word);
    reader->bits |= __builtin_bswap64(word) >> reader->count;
    reader->at += (63 - reader->count) >> 3;
    reader->count |= 56;
}

INLINE void drop(Reader *reader, uint32_t bits)
{
    reader->bits <<= bits;
    reader->count -= (int)bits;
}

/* Take a number of `size` bits, 15 at most; it is negative where it begins with 0. */
INLINE int32_t take(Reader *reader, uint32_t size)
{
    int32_t number = (int32_t)(reader->bits >> 1 >> (63 - size));
    int32_t is_negative = (int32_t)((int64_t)~reader->bits >> 63);
    drop(reader, size);
    return number + (is_negative & (1 - (int32_t)(1u << size)));
}

INLINE int read_first(Reader *reader, State *state)
{
    refill(reader);
    uint16_t entry = look(&state->first, reader->bits);
    uint32_t size = entry & 0xFF;
    if (!entry || size > FIRST_MOST) return BAD_DATA;
    drop(reader, entry >> 8);
    state->before += take(reader, size);
    return state->before < -RANGE || state->before > RANGE ? BAD_DATA : OK;
}

/* Pass over the other coefficients of a block. */
INLINE int pass_others(Reader *reader, const State *state)
{
    uint32_t passed = 0;
    for (;;) {
        refill(reader);
        for (int half = 0; half < 2; half++) {
            uint32_t packed = state->packs[reader->bits >> (64 - PACK_BITS)];
            uint32_t next = passed + (packed >> 6), is_end = packed >> 5 & 1;
            if (LIKELY(packed && next + is_end <= 63)) {
                drop(reader, packed & 31);
                passed = next;
                if (is_end || passed == 63) return OK;
                continue;
            }
            uint16_t entry = look(&state->others, reader->bits);
            uint32_t run = (entry & 0xFF) >> 4, size = entry & 15;
            if (!entry || size > OTHER_MOST) return BAD_DATA;
            drop(reader, (entry >> 8) + size);
            if (!size && run != 15) return run ? BAD_DATA : OK;
            passed += run + 1;
            if (passed >= 63) return passed == 63 ? OK : BAD_DATA;
            break;
        }
    }
}

INLINE uint8_t clamped(int64_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* Read the other coefficients of a block, and write the means of its quarters. */
INLINE int read_quarters(Reader *reader, const State *state, const Part *part,
                         const Weights *weights, uint8_t *out)
{
    int64_t mean = (int64_t)state->before * part->steps[0] * 8192 + (128 << 16) + (1 << 15);
    int64_t across = 0, down = 0, both = 0;
    uint32_t passed = 0;
    while (passed < 63) {
        refill(reader);
        uint16_t entry = look(&state->others, reader->bits);
        uint32_t run = (entry & 0xFF) >> 4, size = entry & 15;
        if (!entry || size > OTHER_MOST) return BAD_DATA;
        drop(reader, entry >> 8);
        if (!size && run != 15) {
            if (run) return BAD_DATA;
            break;
        }
        passed += run + 1;
        if (passed > 63) return BAD_DATA;
        int64_t value = (int64_t)take(reader, size) * part->steps[passed];
        across += value * weights->across[passed];
        down += value * weights->down[passed];
        both += value * weights->both[passed];
    }
    out[0] = clamped((mean + across + down + both) >> 16);
    out[1] = clamped((mean - across + down - both) >> 16);
    out[state->row] = clamped((mean + across - down - both) >> 16);
    out[state->row + 1] = clamped((mean - across - down + both) >> 16);
    return OK;
}

/* Bits that wait, in the reader and behind it; negative where more were taken than there are. */
INLINE int64_t bits_left(const Reader *reader)
{
    return reader->count + 8 * (int64_t)(reader->stop - reader->at);
}

/* Fill the room with data, up to a marker, without the zero that stands behind each 255. */
static void fetch(Source *source, Reader *reader)
{
    size_t kept = reader->at < reader->stop ? (size_t)(reader->stop - reader->at) : 0;
    size_t over = reader->at > reader->stop ? (size_t)(reader->at - reader->stop) : 0;
    uint8_t *to = source->room, *stop = source->room + ROOM;
    memmove(to, reader->at, kept);
    to += kept;
    while (to < stop) {
        size_t most = (size_t)(source->end - source->at), free_bytes = (size_t)(stop - to);
        size_t span = most < free_bytes ? most : free_bytes;
        const uint8_t *special = span ? memchr(source->at, 0xFF, span) : NULL;
        if (special) span = (size_t)(special - source->at);
        memcpy(to, source->at, span);
        to += span;
        source->at += span;
        if (special && source->end - source->at >= 2 && source->at[1] == 0) {
            *to++ = 0xFF;
            source->at += 2;
        } else if (special || source->at == source->end) {
            source->has_marker = 1;
            break;
        }
    }
    memset(to, 0, MARGIN);
    reader->at = source->room + over;
    reader->stop = to;
}

/* Begin with the data behind a marker. */
static void begin(Source *source, Reader *reader)
{
    *reader = (Reader){source->room, source->room, 0, 0};
    source->has_marker = 0;
    fetch(source, reader);
}

/* Whether the data end here, and with this marker, which is passed over. */
static int ends_with(Source *source, const Reader *reader, uint8_t marker)
{
    int64_t left = bits_left(reader);
    if (!source->has_marker || left < 0 || left > 7 || source->end - source->at < 2) return 0;
    if (source->at[0] != 0xFF || source->at[1] != marker) return 0;
    source->at += 2;
    return 1;
}

INLINE int read_unit(Reader *reader, State *states, const Part *parts, int32_t count,
                     const Weights *weights, int32_t column, int32_t line)
{
    for (int32_t number = 0; number < count; number++) {
        const Part *part = &parts[number];
        State *state = &states[number];
        for (int32_t y = 0; y < part->down; y++)
            for (int32_t x = 0; x < part->across; x++) {
                if (read_first(reader, state)) return BAD_DATA;
                size_t down = (size_t)line * (size_t)part->down + (size_t)y;
                size_t across = (size_t)column * (size_t)part->across + (size_t)x;
                if (part->is_quartered) {
                    uint8_t *out = part->means + 2 * (down * state->row + across);
                    if (read_quarters(reader, state, part, weights, out)) return BAD_DATA;
                } else {
                    int32_t mean = (state->before * (int32_t)part->steps[0] + 4) >> 3;
                    part->means[down * state->row + across] = clamped(mean + 128);
                    if (pass_others(reader, state)) return BAD_DATA;
                }
            }
    }
    return OK;
}

static int prepare(State *states, const Part *parts, int32_t count, int32_t wide, int32_t high)
{
    int32_t blocks = 0;
    if (count < 1 || count > PARTS_MOST) return BAD_CALL;
    if (wide < 1 || high < 1 || wide > SIDE_MOST || high > SIDE_MOST) return BAD_CALL;
    for (int32_t number = 0; number < count; number++) {
        const Part *part = &parts[number];
        State *state = &states[number];
        if (part->across < 1 || part->across > 2 || part->down < 1 || part->down > 2)
            return BAD_CALL;
        uint64_t times = part->is_quartered ? 2 : 1;
        uint64_t row = times * (uint64_t)wide * (uint64_t)part->across;
        if (part->bytes < row * times * (uint64_t)high * (uint64_t)part->down) return BAD_CALL;
        blocks += part->across * part->down;
        state->row = (size_t)row;
        state->before = 0;
        if (plant(&state->first, &part->first) || plant(&state->others, &part->others))
            return BAD_CODES;
        if (!part->is_quartered) pack(state);
    }
    return blocks <= UNIT_BLOCKS_MOST ? OK : BAD_CALL;
}

INLINE int32_t decode(Source *source, State *states, const Part *parts, int32_t count, int32_t wide,
                      int32_t high, int32_t interval)
{
    Reader reader;
    Weights weights = {{0}, {0}, {0}};
    for (int k = 1; k < 64; k++) {
        int x = ZIGZAG[k] & 7, y = ZIGZAG[k] >> 3;
        if (!y) weights.across[k] = HALF[x];
        else if (!x) weights.down[k] = HALF[y];
        else weights.both[k] = HALF[x] * HALF[y] / 8192;
    }
    int32_t left = interval > 0 ? interval : INT32_MAX;
    uint8_t restart = 0;
    begin(source, &reader);
    for (int32_t line = 0; line < high; line++)
        for (int32_t column = 0; column < wide; column++) {
            if (!left--) {
                if (!ends_with(source, &reader, 0xD0 + restart)) return BAD_DATA;
                begin(source, &reader);
                restart = (restart + 1) & 7;
                for (int32_t number = 0; number < count; number++) states[number].before = 0;
                left = interval - 1;
            }
            if (reader.stop - reader.at < MARGIN && !source->has_marker) fetch(source, &reader);
            if (read_unit(&reader, states, parts, count, &weights, column, line)) return BAD_DATA;
            if (bits_left(&reader) < 0) return BAD_DATA;
        }
    return ends_with(source, &reader, 0xD9) ? OK : BAD_DATA;
}

/* Shifts that leave the flags alone make it half as fast again. */
#ifdef __x86_64__
__attribute__((target("bmi2"))) static int32_t decode_bmi2(Source *source, State *states,
                                                           const Part *parts, int32_t count,
                                                           int32_t wide, int32_t high,
                                                           int32_t interval)
{
    return decode(source, states, parts, count, wide, high, interval);
}
#endif

/* Write the means of all blocks.
 *
 * data, length: the coded data, from behind the header of the scan to the end of the file.
 * parts, count: the channels, 1 to 3 of them.
 * wide, high: how many units a row has, and how many rows there are.
 * interval: after how many units a marker restarts; 0 where none does.
 *
 * Returns 0, or a number that says what is wrong: then the means are none.
 */
EXPORTED int32_t albumen_block_means(const uint8_t *data, uint64_t length, const Part *parts,
                                int32_t count, int32_t wide, int32_t high, int32_t interval)
{
    State states[PARTS_MOST];
    Source source = {.at = data, .end = data + length, .has_marker = 0};
    int answer = prepare(states, parts, count, wide, high);
    if (answer) return answer;
#ifdef __x86_64__
    if (__builtin_cpu_supports("bmi2"))
        return decode_bmi2(&source, states, parts, count, wide, high, interval);
#endif
    return decode(&source, states, parts, count, wide, high, interval);
}

INLINE void to_rgb(uint8_t *restrict first, uint8_t *restrict second, uint8_t *restrict third,
                   uint64_t count)
{
    const int32_t half = 1 << 15;
    for (uint64_t i = 0; i < count; i++) {
        int32_t y = first[i], b = second[i] - 128, r = third[i] - 128;
        int32_t red = y + ((91881 * r + half) >> 16);
        int32_t green = y + ((-22554 * b - 46802 * r + half) >> 16);
        int32_t blue = y + ((116130 * b + half) >> 16);
        first[i] = (uint8_t)(red < 0 ? 0 : red > 255 ? 255 : red);
        second[i] = (uint8_t)(green < 0 ? 0 : green > 255 ? 255 : green);
        third[i] = (uint8_t)(blue < 0 ? 0 : blue > 255 ? 255 : blue);
    }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void to_rgb_avx2(uint8_t *restrict first,
                                                        uint8_t *restrict second,
                                                        uint8_t *restrict third, uint64_t count)
{
    to_rgb(first, second, third, count);
}
#endif

/* Turn brightness and two differences of `count` pixels into red, green and blue, as JFIF has it.
 *
 * In whole numbers of 1/65536, rounded once: as decoders do, so that the model is shown the same.
 */
EXPORTED void albumen_rgb(uint8_t *restrict first, uint8_t *restrict second,
                          uint8_t *restrict third, uint64_t count)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        to_rgb_avx2(first, second, third, count);
        return;
    }
#endif
    to_rgb(first, second, third, count);
}
