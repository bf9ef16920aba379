// What Swift cannot say about libmicrohttpd and sockets: variadic calls, va_list callbacks, sockaddr casts.
#pragma once
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Everything MHD_start_daemon is told. MHD keeps the address as closure of its logger: it must outlive the daemon.
struct waybill_http_settings {
    void *context; // closure of every callback but the logger's
    MHD_AccessHandlerCallback answer;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*target)(void *context, const char *uri, struct MHD_Connection *connection);
    void (*log)(void *context, const char *text);
    size_t memory;
    unsigned int connections, idle_seconds, threads;
};

static inline void waybill_http_log(void *closure, const char *format, va_list arguments) {
    const struct waybill_http_settings *settings = (const struct waybill_http_settings *)closure;
    char text[256];
    if (vsnprintf(text, sizeof(text), format, arguments) >= 0) settings->log(settings->context, text);
}

// No listen socket: connections come in through MHD_add_connection. NULL with errno on failure.
static inline struct MHD_Daemon *waybill_http_start(struct waybill_http_settings *s) {
    // A pool of one makes MHD warn: one thread is what it does without.
    struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, s->threads, NULL}, {MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL,
        NULL, s->answer, s->context, MHD_OPTION_EXTERNAL_LOGGER, waybill_http_log, s, MHD_OPTION_NOTIFY_COMPLETED,
        s->completed, s->context, MHD_OPTION_NOTIFY_CONNECTION, s->connection, s->context, MHD_OPTION_URI_LOG_CALLBACK,
        s->target, s->context, MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->memory, MHD_OPTION_CONNECTION_LIMIT,
        s->connections, MHD_OPTION_CONNECTION_TIMEOUT, s->idle_seconds, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_ARRAY, s->threads > 1 ? pool : pool + 1, MHD_OPTION_END);
}

// The headers that say how a body is framed, from one pass over all of them.
struct waybill_http_framing {
    const char *length, *coding;
    size_t length_count;
    unsigned int lengths, codings;
};

static inline enum MHD_Result waybill_http_frame(
    void *closure, enum MHD_ValueKind kind, const char *key, size_t key_count, const char *value, size_t count) {
    struct waybill_http_framing *framing = (struct waybill_http_framing *)closure;
    (void)kind;
    if (key_count == 14 && strncasecmp(key, "Content-Length", 14) == 0) {
        framing->length = value, framing->length_count = count, framing->lengths++;
    } else if (key_count == 17 && strncasecmp(key, "Transfer-Encoding", 17) == 0) {
        framing->coding = value, framing->codings++;
    }
    return MHD_YES;
}

static inline struct waybill_http_framing waybill_http_framing(struct MHD_Connection *connection) {
    struct waybill_http_framing framing = {NULL, NULL, 0, 0, 0};
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, waybill_http_frame, &framing);
    return framing;
}

// The end of a request target that can be decoded: every escape is two hex digits and none is a NUL. NULL otherwise.
static inline const char *waybill_http_target_end(const char *target) {
    if (!target) return NULL;
    for (const char *at = strchr(target, '%'); at; at = strchr(at + 3, '%')) {
        if (!isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2])) return NULL;
        if (at[1] == '0' && at[2] == '0') return NULL;
    }
    return target + strlen(target);
}

static inline int waybill_http_is_chunked(const char *coding) { return strcasecmp(coding, "chunked") == 0; }

static inline int waybill_http_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline void *waybill_http_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// Both NUL-terminated UTF-8, copied. MHD refuses values with tabs and line breaks.
static inline enum MHD_Result waybill_http_header(struct MHD_Response *response, const void *name, const void *value) {
    return MHD_add_response_header(response, (const char *)name, (const char *)value);
}

// The body is copied, too.
static inline struct MHD_Response *waybill_http_response(const void *body, size_t count) {
    return MHD_create_response_from_buffer(count, (void *)body, MHD_RESPMEM_MUST_COPY);
}

static inline int waybill_http_bind(int family, const struct sockaddr *name, socklen_t count, int backlog) {
    const int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1, off = 0;
    if (fd < 0) return -1;
    // Of IPv6's "every address" those of IPv4 are a part.
    if (family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 || bind(fd, name, count) != 0
        || listen(fd, backlog) != 0) {
        const int cause = errno;
        close(fd);
        return errno = cause, -1;
    }
    return fd;
}

// A listening, non-blocking socket; -1 with errno on failure, which is EINVAL where `address` is neither an address nor
// a name that is known here. "" is every address of this machine. Of a name's addresses one of IPv4 goes first.
static inline int waybill_http_listen(const char *address, uint16_t port, int backlog) {
    struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found = NULL, *chosen = NULL;
    const int preferred = *address ? AF_INET : AF_INET6;
    if (getaddrinfo(*address ? address : NULL, "0", &hints, &found) != 0) return errno = EINVAL, -1;
    for (struct addrinfo *each = found; each; each = each->ai_next) {
        if (!chosen || (chosen->ai_family != preferred && each->ai_family == preferred)) chosen = each;
    }
    if (chosen->ai_family == AF_INET6) ((struct sockaddr_in6 *)chosen->ai_addr)->sin6_port = htons(port);
    else ((struct sockaddr_in *)chosen->ai_addr)->sin_port = htons(port);
    int fd = waybill_http_bind(chosen->ai_family, chosen->ai_addr, chosen->ai_addrlen, backlog);
    if (fd < 0 && !*address && errno == EAFNOSUPPORT) {
        struct sockaddr_in every = {.sin_family = AF_INET, .sin_port = htons(port)};
        fd = waybill_http_bind(AF_INET, (const struct sockaddr *)&every, sizeof(every), backlog);
    }
    const int cause = errno;
    freeaddrinfo(found);
    return errno = cause, fd;
}

// The port a socket is bound to; 0 when it is not.
static inline uint16_t waybill_http_port(int fd) {
    struct sockaddr_storage name;
    socklen_t count = sizeof(name);
    if (getsockname(fd, (struct sockaddr *)&name, &count) != 0) return 0;
    return ntohs(name.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&name)->sin6_port
                                            : ((struct sockaddr_in *)&name)->sin_port);
}

// The next client, non-blocking, small answers not held back; -1 with errno when there is none.
static inline int waybill_http_accept(int listener, struct sockaddr_storage *name, socklen_t *count) {
    const int on = 1;
    *count = sizeof(*name);
    const int fd = accept4(listener, (struct sockaddr *)name, count, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

// Hands the socket to MHD, which closes it from now on, also when it refuses.
static inline enum MHD_Result waybill_http_add(
    struct MHD_Daemon *daemon, int fd, const struct sockaddr_storage *name, socklen_t count) {
    return MHD_add_connection(daemon, fd, (const struct sockaddr *)name, count);
}

// Milliseconds of a clock that never goes back, 4 ms coarse: it costs a few ns, a fine one five times that.
static inline uint64_t waybill_http_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static inline int waybill_http_watch(int epoll, int fd, uint32_t events, uint64_t id) {
    struct epoll_event event = {.events = events, .data = {.u64 = id}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static inline int waybill_http_forget(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }
// Edge-triggered and without EPOLLIN: one event when the peer is gone, none for what it sends.
static inline uint32_t waybill_http_left_events(void) { return EPOLLRDHUP | EPOLLET; }
static inline uint32_t waybill_http_ready_events(void) { return EPOLLIN; }

// Sends a whole answer past MHD, for a connection that is closed right after; a client that does not take it loses it.
static inline void waybill_http_say(int fd, const void *text, size_t count) {
    if (send(fd, text, count, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) errno = 0;
}

// Up to `most` ids of sockets that something happened to; -1 with errno.
static inline int waybill_http_wait(int epoll, uint64_t *ids, int most, int milliseconds) {
    struct epoll_event events[64];
    const int count = epoll_wait(epoll, events, most < 64 ? most : 64, milliseconds);
    for (int i = 0; i < count; i++) ids[i] = events[i].data.u64;
    return count;
}
