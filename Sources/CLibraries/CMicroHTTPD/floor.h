// The least an echo over libmicrohttpd can cost: the yardstick of the benchmarks, used by nothing else. Never stops.
#pragma once
#include "shim.h"
#include <pthread.h>
#include <stdlib.h>
#define WAYBILL_FLOOR_WAITING 4096 // more connections than a benchmark opens

struct waybill_floor {
    int suspends;
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct MHD_Connection *waiting[WAYBILL_FLOOR_WAITING];
    size_t count;
};
struct waybill_floor_request { size_t count; int suspended; char body[8192]; };

static inline enum MHD_Result waybill_floor_answer(
    void *closure, struct MHD_Connection *c, const char *url, const char *method, const char *version,
    const char *bytes, size_t *count, void **slot) {
    struct waybill_floor *floor = (struct waybill_floor *)closure;
    struct waybill_floor_request *request = (struct waybill_floor_request *)*slot;
    (void)url, (void)method, (void)version;
    if (!request) {
        *slot = request = (struct waybill_floor_request *)malloc(sizeof(*request));
        if (request) request->count = 0, request->suspended = 0;
        return request ? MHD_YES : MHD_NO;
    }
    if (*count > 0) {
        if (*count > sizeof(request->body) - request->count) return MHD_NO;
        memcpy(request->body + request->count, bytes, *count);
        request->count += *count, *count = 0;
        return MHD_YES;
    }
    if (floor->suspends && !request->suspended) {
        request->suspended = 1;
        MHD_suspend_connection(c);
        pthread_mutex_lock(&floor->lock);
        floor->waiting[floor->count++ % WAYBILL_FLOOR_WAITING] = c;
        pthread_cond_signal(&floor->some);
        pthread_mutex_unlock(&floor->lock);
        return MHD_YES;
    }
    struct MHD_Response *response = waybill_http_response(request->body, request->count);
    waybill_http_header(response, "Content-Type", "application/octet-stream");
    const enum MHD_Result queued = MHD_queue_response(c, 200, response);
    MHD_destroy_response(response);
    return queued;
}

static inline void waybill_floor_completed(
    void *closure, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode code) {
    (void)closure, (void)c, (void)code;
    free(*slot);
}

static inline void *waybill_floor_resume(void *closure) {
    struct waybill_floor *floor = (struct waybill_floor *)closure;
    pthread_mutex_lock(&floor->lock);
    for (;;) {
        while (floor->count == 0) pthread_cond_wait(&floor->some, &floor->lock);
        struct MHD_Connection *c = floor->waiting[--floor->count % WAYBILL_FLOOR_WAITING];
        pthread_mutex_unlock(&floor->lock);
        MHD_resume_connection(c);
        pthread_mutex_lock(&floor->lock);
    }
}

// The port it listens on; 0 when it did not start.
static inline uint16_t waybill_floor_start(int suspends) {
    struct waybill_floor *floor = (struct waybill_floor *)calloc(1, sizeof(*floor));
    const int listener = waybill_http_listen("127.0.0.1", 0, 128);
    pthread_t resumer;
    if (!floor || listener < 0) return 0;
    pthread_mutex_init(&floor->lock, NULL), pthread_cond_init(&floor->some, NULL), floor->suspends = suspends;
    if (pthread_create(&resumer, NULL, waybill_floor_resume, floor) != 0) return 0;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME, 0, NULL, NULL, waybill_floor_answer, floor,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_NOTIFY_COMPLETED, waybill_floor_completed, NULL,
        MHD_OPTION_END) ? waybill_http_port(listener) : 0;
}
