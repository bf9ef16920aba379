// What Swift cannot say about libcurl and epoll: variadic setters, a packed struct.
#pragma once
#define CURL_DISABLE_TYPECHECK // its macros take constant options only
#include <curl/curl.h>
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

// What all requests of a handle have in common; libcurl keeps it for as long as the handle lives.
struct waybill_curl_settings {
    void *transfer; // closure of `write`, `header` and `open`, and the handle's private pointer
    void *sockets;  // closure of `close`: a connection outlives the handle that made it
    curl_write_callback write, header;
    curl_opensocket_callback open;
    curl_closesocket_callback close;
    char *said; // CURL_ERROR_SIZE bytes
};

static inline CURLcode waybill_curl_prepare(CURL *easy, const struct waybill_curl_settings *s) {
    const CURLcode codes[] = {
        curl_easy_setopt(easy, CURLOPT_PRIVATE, s->transfer),
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, s->said),
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, s->write),
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, s->transfer),
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, s->header),
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, s->transfer),
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, s->open),
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, s->transfer),
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, s->close),
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, s->sockets),
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1),
        // Neither SIGALRM for the look-up of names, nor SIGPIPE ignored and restored around each call. libcurl sends
        // with MSG_NOSIGNAL, TLS too.
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L),
        // A name that is still looked up when its request ends is left to its thread, and not waited for.
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L),
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (codes[i] != CURLE_OK) return codes[i];
    }
    return CURLE_OK;
}

// The next request of a handle. URL and body are copied, the headers are kept until the request is over.
static inline CURLcode waybill_curl_request(
    CURL *easy, const char *url, int is_post, const void *body, size_t count, struct curl_slist *headers,
    long milliseconds) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, url);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    if (code != CURLE_OK) return code;
    if (!is_post) return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    code = curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, count > 0 ? body : "") : code;
}

// Forgets what the last request sent: it may hold secrets, and takes memory.
static inline void waybill_curl_forget(CURL *easy) {
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(easy, CURLOPT_URL, NULL);
}

static inline void *waybill_curl_transfer(CURL *easy) {
    char *transfer = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    return transfer;
}

static inline long waybill_curl_status(CURL *easy) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

// errno of the last connect that failed; 0 without one.
static inline long waybill_curl_errno(CURL *easy) {
    long code = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &code);
    return code;
}

// `context` is the closure of both callbacks.
static inline int waybill_curl_bind(
    CURLM *multi, void *context, curl_socket_callback socket, curl_multi_timer_callback timer, long connections) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket) == CURLM_OK
        && curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context) == CURLM_OK
        && curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer) == CURLM_OK
        && curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) == CURLM_OK
        && curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections) == CURLM_OK
        && curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections) == CURLM_OK;
}

// The next request that is over, and how; NULL without one.
static inline CURL *waybill_curl_ended(CURLM *multi, CURLcode *code) {
    int left = 0;
    for (const CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
        if (message->msg != CURLMSG_DONE) continue;
        *code = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

static inline int waybill_curl_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// What is ready of a socket: libcurl's CURL_CSELECT_ bits.
struct waybill_curl_ready { int32_t socket, bits; };

// libcurl's CURL_POLL_ wishes as epoll's; an end of the peer is always told.
static inline int waybill_curl_watch(int epoll, int change, int socket, int wish) {
    struct epoll_event event = {.events = 0, .data = {.fd = socket}};
    if (wish & CURL_POLL_IN) event.events |= EPOLLIN;
    if (wish & CURL_POLL_OUT) event.events |= EPOLLOUT;
    return epoll_ctl(epoll, change, socket, &event);
}

// Waits; fills in at most `max` entries, 64 at a time, and returns how many: 0 also where a signal came.
static inline int waybill_curl_wait(int epoll, struct waybill_curl_ready *ready, int max, int milliseconds) {
    struct epoll_event events[64];
    const int count = epoll_wait(epoll, events, max < 64 ? max : 64, milliseconds);
    for (int i = 0; i < count; i++) {
        ready[i].socket = events[i].data.fd;
        // An error of a socket is what the next read or write says of it.
        ready[i].bits = (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP) ? CURL_CSELECT_IN : 0)
            | (events[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP) ? CURL_CSELECT_OUT : 0);
    }
    return count < 0 ? 0 : count;
}

// Rings once, so many nanoseconds from now, at least one.
static inline int waybill_curl_ring(int timer, int64_t nanoseconds) {
    if (nanoseconds < 1) nanoseconds = 1;
    const struct itimerspec time = {
        .it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
    return timerfd_settime(timer, 0, &time, NULL);
}
