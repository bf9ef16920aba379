// What Swift cannot say about librdkafka: the variadic producev, and headers without a call for each from Swift.
#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdint.h>
#include <string.h>

// Headers in the encoding of Sources/Log/Headers.swift, which has checked them; NULL where there are none. A null value
// is told from an empty one by its pointer.
static inline rd_kafka_headers_t *waybill_kafka_headers(const uint8_t *bytes, size_t count) {
    rd_kafka_headers_t *headers = NULL;
    size_t at = 0;
    while (at + 2 <= count) {
        const size_t name_count = (size_t)bytes[at] << 8 | bytes[at + 1];
        const uint8_t *name = bytes + at + 2;
        at += 2 + name_count;
        if (at + 4 > count) break;
        const uint32_t length = (uint32_t)bytes[at] << 24 | (uint32_t)bytes[at + 1] << 16 | (uint32_t)bytes[at + 2] << 8
            | bytes[at + 3];
        const uint8_t *value = bytes + at + 4;
        const int is_null = length == UINT32_MAX;
        at += 4;
        if (!is_null && length > count - at) break;
        if (!is_null) at += length;
        if (!headers) headers = rd_kafka_headers_new(8);
        rd_kafka_header_add(headers, (const char *)name, (ssize_t)name_count, is_null ? NULL : value,
                            is_null ? 0 : (ssize_t)length);
    }
    return headers;
}

// Writes a message's headers in that encoding to `bytes` as far as there is room; returns how many bytes all of them
// have. `written` is how many stand there, `omitted` how many headers do not: those beyond the room, and names that the
// encoding cannot hold; or -1 where librdkafka cannot read them, as with more than 100,000 (2.0.2).
static inline size_t waybill_kafka_headers_copy(
    const rd_kafka_message_t *message, uint8_t *bytes, size_t room, size_t *written, size_t *omitted) {
    rd_kafka_headers_t *headers = NULL;
    *written = 0, *omitted = 0;
    const rd_kafka_resp_err_t code = rd_kafka_message_headers(message, &headers);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (code != RD_KAFKA_RESP_ERR__NOENT) *omitted = (size_t)-1;
        return 0;
    }
    size_t at = 0, size = 0;
    const char *name = NULL;
    const void *value = NULL;
    for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
        const size_t name_count = strlen(name);
        if (name_count > UINT16_MAX || size > INT32_MAX) {
            *omitted += 1;
            continue;
        }
        const size_t count = 6 + name_count + (value ? size : 0);
        if (count <= room && at <= room - count) {
            const uint32_t length = value ? (uint32_t)size : UINT32_MAX;
            uint8_t *to = bytes + at;
            to[0] = (uint8_t)(name_count >> 8), to[1] = (uint8_t)name_count;
            memcpy(to + 2, name, name_count);
            to += 2 + name_count;
            to[0] = (uint8_t)(length >> 24), to[1] = (uint8_t)(length >> 16), to[2] = (uint8_t)(length >> 8),
            to[3] = (uint8_t)length;
            if (value) memcpy(to + 4, value, size);
            *written = at + count;
        } else {
            *omitted += 1;
        }
        at += count;
    }
    return at;
}

// A record on its way; NULL `key` or `value` is null, `has_*` tells it from an empty one without an address. librdkafka
// copies all bytes, and owns `headers` unless it refuses: then they are freed here.
static inline rd_kafka_resp_err_t waybill_kafka_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, int64_t timestamp, int has_key, const void *key,
    size_t key_count, int has_value, const void *value, size_t value_count, rd_kafka_headers_t *headers, void *tag) {
    const void *key_at = has_key ? (key ? key : "") : NULL;
    const void *value_at = has_value ? (value ? value : "") : NULL;
    const rd_kafka_resp_err_t code = rd_kafka_producev(
        client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_TIMESTAMP(timestamp),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key_at, key_count),
        RD_KAFKA_V_VALUE((void *)value_at, value_count), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(tag),
        RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && headers) rd_kafka_headers_destroy(headers);
    return code;
}
