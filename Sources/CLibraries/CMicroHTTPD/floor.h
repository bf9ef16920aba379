// The least an echo over libmicrohttpd can cost: the yardstick of the benchmarks, used by nothing else.
#pragma once
#include "shim.h"
#include <pthread.h>
#include <stdlib.h>

#define WAYBILL_FLOOR_WAITING 4096 // more connections than a benchmark opens

struct waybill_floor {
    struct MHD_Daemon *daemon;
    int suspends, stopping;
    uint16_t port;
    pthread_t resumer;
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
        const int fits = floor->count < WAYBILL_FLOOR_WAITING;
        if (fits) floor->waiting[floor->count++] = c;
        pthread_cond_signal(&floor->some);
        pthread_mutex_unlock(&floor->lock);
        if (!fits) MHD_resume_connection(c);
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(request->count, request->body, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/octet-stream");
    const enum MHD_Result queued = MHD_queue_response(c, 200, response);
    MHD_destroy_response(response);
    return queued;
}

static inline void waybill_floor_completed(
    void *closure, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode code) {
    (void)closure, (void)c, (void)code;
    free(*slot);
    *slot = NULL;
}

static inline void *waybill_floor_resume(void *closure) {
    struct waybill_floor *floor = (struct waybill_floor *)closure;
    pthread_mutex_lock(&floor->lock);
    while (!floor->stopping || floor->count > 0) {
        while (floor->count > 0) {
            struct MHD_Connection *c = floor->waiting[--floor->count];
            pthread_mutex_unlock(&floor->lock);
            MHD_resume_connection(c);
            pthread_mutex_lock(&floor->lock);
        }
        if (!floor->stopping) pthread_cond_wait(&floor->some, &floor->lock);
    }
    pthread_mutex_unlock(&floor->lock);
    return NULL;
}

static inline struct waybill_floor *waybill_floor_start(int suspends) {
    struct waybill_floor *floor = (struct waybill_floor *)calloc(1, sizeof(*floor));
    if (!floor) return NULL;
    const int listener = waybill_http_listen("127.0.0.1", 0, 128);
    pthread_mutex_init(&floor->lock, NULL);
    pthread_cond_init(&floor->some, NULL);
    floor->suspends = suspends, floor->port = waybill_http_port(listener);
    floor->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME, 0, NULL, NULL, waybill_floor_answer, floor,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_NOTIFY_COMPLETED, waybill_floor_completed, NULL, MHD_OPTION_END);
    if (floor->daemon && pthread_create(&floor->resumer, NULL, waybill_floor_resume, floor) == 0) return floor;
    if (floor->daemon) MHD_stop_daemon(floor->daemon);
    return free(floor), NULL;
}

// Only when no request is open.
static inline void waybill_floor_stop(struct waybill_floor *floor) {
    pthread_mutex_lock(&floor->lock);
    floor->stopping = 1;
    pthread_cond_signal(&floor->some);
    pthread_mutex_unlock(&floor->lock);
    pthread_join(floor->resumer, NULL);
    MHD_stop_daemon(floor->daemon);
    free(floor);
}
