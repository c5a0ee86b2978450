// Infers with OpenVINO's C interface, in a program linked with liborthotope: batches of changing length, several
// requests, results compared with the same reckoned here. What model.py writes is exact in floats, so the results are
// equal, not close.
//
// usage: infer FOLDER      FOLDER has model.xml and model.bin
#define _GNU_SOURCE
#include "../install/uses.h"

#include <openvino/c/openvino.h>

enum { IN = 256, HIDDEN = 512, OUT = 16, MOST_ROWS = 48, STEPS = 60 };
static float a[IN][HIDDEN], b[HIDDEN][OUT];

static void must(ov_status_e status, const char *what) {
    if (status == OK) return;
    fprintf(stderr, "infer: %s: %s\n", what, ov_get_error_info(status));
    exit(1);
}

static void read_weights(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/model.bin", folder);
    FILE *file = fopen(path, "rb");
    if (!file || fread(a, sizeof a, 1, file) != 1 || fread(b, sizeof b, 1, file) != 1) {
        fprintf(stderr, "infer: %s cannot be read\n", path);
        exit(1);
    }
    fclose(file);
}

// One row through the network.
static void reckon(const float *x, float *y) {
    float hidden[HIDDEN] = {0};
    for (int i = 0; i < IN; i++)
        for (int h = 0; h < HIDDEN; h++) hidden[h] += x[i] * a[i][h];
    for (int o = 0; o < OUT; o++) y[o] = 0;
    for (int h = 0; h < HIDDEN; h++)
        for (int o = 0; hidden[h] > 0 && o < OUT; o++) y[o] += hidden[h] * b[h][o];
}

static void step(ov_compiled_model_t *compiled, int number) {
    int64_t rows = 1 + number * 7 % MOST_ROWS;
    ov_infer_request_t *request;
    must(ov_compiled_model_create_infer_request(compiled, &request), "create_infer_request");
    int64_t dims[] = {rows, IN};
    ov_shape_t shape;
    must(ov_shape_create(2, dims, &shape), "shape_create");
    ov_tensor_t *input, *output;
    must(ov_tensor_create(F32, shape, &input), "tensor_create");
    void *data;
    must(ov_tensor_data(input, &data), "tensor_data");
    float *x = data;
    for (int i = 0; i < rows * IN; i++) x[i] = (float)((i * 5 + number) % 5 - 2);
    must(ov_infer_request_set_input_tensor(request, input), "set_input_tensor");
    must(ov_infer_request_infer(request), "infer");
    must(ov_infer_request_get_output_tensor(request, &output), "get_output_tensor");
    must(ov_tensor_data(output, &data), "tensor_data");
    const float *y = data;
    for (int64_t row = 0; row < rows; row++) {
        float expected[OUT];
        reckon(x + row * IN, expected);
        if (memcmp(expected, y + row * OUT, sizeof expected) == 0) continue;
        fprintf(stderr, "infer: step %d, row %d: %g, not %g\n", number, (int)row, (double)y[row * OUT], (double)expected[0]);
        exit(1);
    }
    ov_tensor_free(output);
    ov_tensor_free(input);
    ov_shape_free(&shape);
    ov_infer_request_free(request);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: infer FOLDER\n");
        return 2;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/model.xml", argv[1]);
    read_weights(argv[1]);

    size_t before = live();
    ov_core_t *core;
    must(ov_core_create(&core), "core_create");
    ov_model_t *model;
    must(ov_core_read_model(core, path, NULL, &model), "read_model");
    ov_compiled_model_t *compiled;
    // Otherwise the processor may choose shorter floats.
    must(ov_core_compile_model(core, model, "CPU", 2, &compiled, "INFERENCE_PRECISION_HINT", "f32"), "compile_model");
    for (int number = 0; number < STEPS; number++) step(compiled, number);
    size_t after = live();
    ov_compiled_model_free(compiled);
    ov_model_free(model);
    ov_core_free(core);
    size_t end = live();
    printf("steps: %d\n", STEPS);
    fprintf(stderr, "live bytes: %zu before, %zu with the model, %zu after it\n", before, after, end);
    if (end >= after) return 7;
    // The first layer's weights at least.
    return report(before, after, sizeof a);
}
