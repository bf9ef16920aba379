// The least an echo over libmicrohttpd can cost. Never stops.
#include "CFloors.h"
#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#define WAYBILL_FLOOR_WAITING 4096 // more connections than a benchmark opens

struct waybill_floor {
    int suspends;
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct MHD_Connection *waiting[WAYBILL_FLOOR_WAITING];
    size_t count;
};
struct waybill_floor_request { size_t count; int suspended; char body[8192]; };

static enum MHD_Result waybill_floor_answer(
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
    struct MHD_Response *response =
        MHD_create_response_from_buffer(request->count, request->body, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/octet-stream");
    const enum MHD_Result queued = MHD_queue_response(c, 200, response);
    MHD_destroy_response(response);
    return queued;
}

static void waybill_floor_completed(
    void *closure, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode code) {
    (void)closure, (void)c, (void)code;
    free(*slot);
}

static void *waybill_floor_resume(void *closure) {
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

// A listening socket on a free port of 127.0.0.1, which `name` is given; -1 on failure.
static int waybill_floor_listen(struct sockaddr_in *name) {
    socklen_t count = sizeof(*name);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    *name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (fd >= 0 && bind(fd, (struct sockaddr *)name, count) == 0 && listen(fd, 128) == 0
        && getsockname(fd, (struct sockaddr *)name, &count) == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

uint16_t waybill_floor_http(int suspends) {
    struct waybill_floor *floor = (struct waybill_floor *)calloc(1, sizeof(*floor));
    struct sockaddr_in name;
    const int listener = waybill_floor_listen(&name);
    pthread_t resumer;
    if (!floor || listener < 0) return 0;
    pthread_mutex_init(&floor->lock, NULL), pthread_cond_init(&floor->some, NULL), floor->suspends = suspends;
    if (pthread_create(&resumer, NULL, waybill_floor_resume, floor) != 0) return 0;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME, 0, NULL, NULL, waybill_floor_answer, floor,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_NOTIFY_COMPLETED, waybill_floor_completed, NULL,
        MHD_OPTION_END) ? ntohs(name.sin_port) : 0;
}
