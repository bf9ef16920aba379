#pragma once
#include <getopt.h>

// getopt_long(3) speaks through globals of the process, which Swift cannot name safely: one call does all, and hands
// back what it found. The caller holds a lock.

struct waybill_getopt_step {
    int value;             // the option's value, ':' or '?' for a fault, -1 at the end
    int next;              // optind
    int option;            // optopt
    const char *argument;  // optarg, inside one of argv's strings
};

// Starts afresh: optind = 0 is glibc's own way; opterr = 0 keeps it from printing.
static inline void waybill_getopt_start(void) {
    optind = 0;
    opterr = 0;
}

static inline struct waybill_getopt_step waybill_getopt_next(
    int count, char *const *argv, const char *shorts, const struct option *longs) {
    optarg = 0;
    struct waybill_getopt_step step;
    step.value = getopt_long(count, argv, shorts, longs, 0);
    step.next = optind;
    step.option = optopt;
    step.argument = optarg;
    return step;
}
