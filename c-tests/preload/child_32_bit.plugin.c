// What child_32_bit.c starts. It needs no headers and no start files, which a machine without gcc-multilib lacks.
void *malloc(unsigned n);
void free(void *p);
void exit(int status) __attribute__((noreturn));

__attribute__((force_align_arg_pointer)) void _start(void) {
    char *p = malloc(1000);
    p[999] = 1;
    free(p);
    exit(sizeof(void *) == 4 ? 32 : 1);
}
