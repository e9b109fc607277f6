/* Depthwise convolution with ReLU6, forward and backward, on bf16 pictures with channels last.
 *
 * Torch's backward pass in bf16 is several times slower than all the rest of a tuning step. Sixteen
 * channels at a time go into float32 with a border of zeros, so that no tap needs to look whether it
 * is inside. The compiler makes of the vectors what the processor has. A call works on the channels
 * from `first` up to `last`, so that several threads can share a batch.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 16 };
typedef float floats __attribute__((vector_size(4 * LANES)));
typedef uint32_t words __attribute__((vector_size(4 * LANES)));
typedef uint16_t halves __attribute__((vector_size(2 * LANES)));

/* Sizes of a batch: pictures in and out, channels, kernel, stride, and zeros above and before. */
typedef struct {
    int64_t count, height, width, channels, out_height, out_width, kernel, stride, above, before;
} shape;

static inline floats widen(const uint16_t *from) {
    halves h;
    memcpy(&h, from, sizeof h);
    return (floats)(__builtin_convertvector(h, words) << 16);
}

static inline void narrow(uint16_t *to, floats value) {
    words w = (words)value;
    w += 0x7fff + ((w >> 16) & 1); /* to the nearest, halves to even */
    halves h = __builtin_convertvector(w >> 16, halves);
    memcpy(to, &h, sizeof h);
}

static inline floats load(const float *from) {
    floats value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void store(float *to, floats value) { memcpy(to, &value, sizeof value); }

static inline int64_t padded(int64_t out, const shape *s) {
    return (out - 1) * s->stride + s->kernel;
}

static floats *make_frame(const shape *s, int64_t height, int64_t width) {
    size_t size = (size_t)height * width * sizeof(floats);
    floats *frame = aligned_alloc(sizeof(floats), size);
    if (frame) memset(frame, 0, size);
    return frame;
}

/* Lay sixteen channels of a picture into the middle of a frame; the border stays zero. */
static void fill(floats *frame, const uint16_t *picture, const shape *s, int64_t wide) {
    for (int64_t y = 0; y < s->height; y++)
        for (int64_t x = 0; x < s->width; x++)
            frame[(y + s->above) * wide + x + s->before] =
                widen(picture + (y * s->width + x) * s->channels);
}

static inline __attribute__((always_inline)) void convolve(
    const shape *s, const int kernel, const floats *frame, int64_t wide, const floats *weights,
    floats bias, uint16_t *out) {
    const floats zero = {0}, six = zero + 6.0f;
    for (int64_t y = 0; y < s->out_height; y++)
        for (int64_t x = 0; x < s->out_width; x++) {
            const floats *at = frame + y * s->stride * wide + x * s->stride;
            floats sum = bias;
            for (int i = 0; i < kernel; i++)
                for (int j = 0; j < kernel; j++)
                    sum += at[i * wide + j] * weights[i * kernel + j];
            words above = (words)(sum > zero), below = (words)(sum < six);
            words capped = ((words)sum & below) | ((words)six & ~below);
            narrow(out + (y * s->out_width + x) * s->channels, (floats)(capped & above));
        }
}

static inline __attribute__((always_inline)) void go_back(
    const shape *s, const int kernel, const floats *frame, floats *slope, int64_t wide,
    const floats *weights, floats *by_weight, floats *by_bias, const uint16_t *out,
    const uint16_t *by_out) {
    const floats zero = {0}, six = zero + 6.0f;
    for (int64_t y = 0; y < s->out_height; y++)
        for (int64_t x = 0; x < s->out_width; x++) {
            int64_t place = (y * s->out_width + x) * s->channels;
            floats value = widen(out + place);
            words open = (words)(value > zero) & (words)(value < six);
            floats by = (floats)((words)widen(by_out + place) & open);
            int64_t at = y * s->stride * wide + x * s->stride;
            *by_bias += by;
            for (int i = 0; i < kernel; i++)
                for (int j = 0; j < kernel; j++) {
                    by_weight[i * kernel + j] += frame[at + i * wide + j] * by;
                    slope[at + i * wide + j] += weights[i * kernel + j] * by;
                }
        }
}

/* in: pictures (count, height, width, channels); weights (kernel * kernel, channels) float32;
 * out: (count, out_height, out_width, channels). Returns 0, or 1 where memory is short. */
int forward(const shape *s, int64_t first, int64_t last, const uint16_t *in, const float *weights,
            const float *bias, uint16_t *out) {
    int64_t high = padded(s->out_height, s) + s->stride, wide = padded(s->out_width, s) + s->stride;
    floats *frame = make_frame(s, high, wide), w[25];
    if (!frame) return 1;
    for (int64_t c = first; c < last; c += LANES) {
        for (int t = 0; t < s->kernel * s->kernel; t++) w[t] = load(weights + t * s->channels + c);
        for (int64_t n = 0; n < s->count; n++) {
            fill(frame, in + n * s->height * s->width * s->channels + c, s, wide);
            uint16_t *to = out + n * s->out_height * s->out_width * s->channels + c;
            if (s->kernel == 5) convolve(s, 5, frame, wide, w, load(bias + c), to);
            else convolve(s, 3, frame, wide, w, load(bias + c), to);
        }
    }
    free(frame);
    return 0;
}

/* by_out: slopes of the loss by `out`, what forward() gave for `in`. Writes those by the pictures,
 * the weights and the bias. */
int backward(const shape *s, int64_t first, int64_t last, const uint16_t *in, const float *weights,
             const uint16_t *out, const uint16_t *by_out, uint16_t *by_in, float *by_weights,
             float *by_bias) {
    int64_t high = padded(s->out_height, s) + s->stride, wide = padded(s->out_width, s) + s->stride;
    floats *frame = make_frame(s, high, wide), *slope = make_frame(s, high, wide), w[25], d[25];
    if (!frame || !slope) {
        free(frame);
        free(slope);
        return 1;
    }
    for (int64_t c = first; c < last; c += LANES) {
        floats bias = {0};
        memset(d, 0, sizeof d);
        for (int t = 0; t < s->kernel * s->kernel; t++) w[t] = load(weights + t * s->channels + c);
        for (int64_t n = 0; n < s->count; n++) {
            int64_t from = n * s->height * s->width * s->channels + c;
            int64_t to = n * s->out_height * s->out_width * s->channels + c;
            fill(frame, in + from, s, wide);
            memset(slope, 0, (size_t)high * wide * sizeof(floats));
            if (s->kernel == 5) go_back(s, 5, frame, slope, wide, w, d, &bias, out + to, by_out + to);
            else go_back(s, 3, frame, slope, wide, w, d, &bias, out + to, by_out + to);
            for (int64_t y = 0; y < s->height; y++)
                for (int64_t x = 0; x < s->width; x++)
                    narrow(by_in + from + (y * s->width + x) * s->channels,
                           slope[(y + s->above) * wide + x + s->before]);
        }
        for (int t = 0; t < s->kernel * s->kernel; t++) store(by_weights + t * s->channels + c, d[t]);
        store(by_bias + c, bias);
    }
    free(frame);
    free(slope);
    return 0;
}
