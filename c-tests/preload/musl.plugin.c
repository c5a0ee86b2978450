// What musl.c starts, built by musl-gcc.
int main(void) { return 0; }
