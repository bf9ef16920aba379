// The least that each library can cost, without what our rooms add: the yardsticks of the benchmarks.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Starts an echo on 127.0.0.1 that lasts as long as the process: one thread, bodies of at most 8 KiB; with `suspends`
// each request is suspended and resumed by a second thread. The port it listens on; 0 when it did not start.
uint16_t waybill_floor_http(int suspends);

// Parses a document by libxml2 with handlers that do nothing, in one context that is made by the first call; 1 if it
// was well formed. One thread.
int waybill_floor_xml(const uint8_t *bytes, size_t count);

// Parses a document by simdjson, without a tree, in one parser that is made by the first call; 1 if it was taken. One
// thread.
int waybill_floor_json(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
