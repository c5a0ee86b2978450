// What static_tls.c opens again and again: a KiB of static TLS.
static __thread char room[1024] __attribute__((tls_model("initial-exec")));

char *plugin_room(void) { return room; }
