/* What `make bench-kafka` measures the processor against: the least that a client of librdkafka can do. It reads a
 * command, writes it on and writes a reply of 400 bytes, in transactions with the consumed offsets, and looks at none
 * of them. Lines of name and value on standard output; a fault ends it with a line on standard error and exit code 1.
 *
 *   kafka-floor backlog SERVERS PREFIX COUNT BATCH   COUNT commands of PREFIXwaybill.commands, BATCH to a transaction
 *   kafka-floor paced SERVERS PREFIX COUNT RATE      one command to a transaction, RATE a second
 *   kafka-floor wipe SERVERS PREFIX                  deletes the topics whose names begin with PREFIX
 */
#include <librdkafka/rdkafka.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { PARTITIONS = 12, BATCH_MAX = 10000, ROUNDS_MAX = 100000, TOPICS_MAX = 256, WAIT = 10000, WARM_UP = 50 };
enum { COMMAND_BYTES = 1100, REPLY_BYTES = 400 };

static const char *servers, *prefix;
static char payload[COMMAND_BYTES];

static void fail(const char *what, const char *why) {
    fprintf(stderr, "kafka-floor: %s: %s\n", what, why);
    exit(1);
}

static void check(const char *what, rd_kafka_resp_err_t code) {
    if (code) fail(what, rd_kafka_err2str(code));
}

static void check_error(const char *what, rd_kafka_error_t *error) {
    if (error) fail(what, rd_kafka_error_string(error));
}

/* A name behind the prefix; the caller keeps it for the life of the process. */
static char *name(const char *end) {
    char *text = malloc(strlen(prefix) + strlen(end) + 1);
    if (!text) fail("memory", "none is left");
    return strcat(strcpy(text, prefix), end);
}

static double microseconds(struct timeval time) { return time.tv_sec * 1e6 + time.tv_usec; }

static double cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void wait_until(double time) {
    double left = time - now();
    struct timespec pause = {(time_t)(left / 1e6), (long)((left - (time_t)(left / 1e6) * 1e6) * 1e3)};
    if (left > 0) nanosleep(&pause, NULL);
}

static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client, (void)opaque;
    check("a record was not acknowledged", message->err);
}

/* Settings as the processor's, in pairs, NULL at the end. */
static rd_kafka_t *client(rd_kafka_type_t type, ...) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char text[256];
    const char *common[] = {"bootstrap.servers", servers, "socket.nagle.disable", "true", "retry.backoff.ms", "4",
                            "log_level", "0", NULL};
    for (const char **pair = common; *pair; pair += 2)
        if (rd_kafka_conf_set(conf, pair[0], pair[1], text, sizeof text)) fail(pair[0], text);
    va_list pairs;
    va_start(pairs, type);
    for (const char *key; (key = va_arg(pairs, const char *));)
        if (rd_kafka_conf_set(conf, key, va_arg(pairs, const char *), text, sizeof text)) fail(key, text);
    va_end(pairs);
    /* Without it a flush sleeps in steps of 10 ms. */
    if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *made = rd_kafka_new(type, conf, text, sizeof text);
    if (!made) fail("librdkafka", text);
    return made;
}

static rd_kafka_t *member(const char *group, const char *reset, const char *topic) {
    rd_kafka_t *consumer = client(
        RD_KAFKA_CONSUMER, "group.id", group, "isolation.level", "read_committed", "enable.auto.commit", "false",
        "auto.offset.reset", reset, "partition.assignment.strategy", "range", NULL);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, RD_KAFKA_PARTITION_UA);
    check("joining the group", rd_kafka_subscribe(consumer, list));
    rd_kafka_topic_partition_list_destroy(list);
    return consumer;
}

static rd_kafka_topic_t *topic_of(rd_kafka_t *producer, const char *topic) {
    rd_kafka_topic_t *made = rd_kafka_topic_new(producer, topic, NULL);
    const rd_kafka_metadata_t *metadata;
    if (!made) fail(topic, rd_kafka_err2str(rd_kafka_last_error()));
    /* Learned now, so that the first record need not wait for it. */
    check(topic, rd_kafka_metadata(producer, 0, made, &metadata, WAIT));
    rd_kafka_metadata_destroy(metadata);
    return made;
}

static rd_kafka_t *transactional(const char *id) {
    rd_kafka_t *producer =
        client(RD_KAFKA_PRODUCER, "transactional.id", id, "linger.ms", "5", "message.timeout.ms", "10000", NULL);
    check_error("beginning transactions", rd_kafka_init_transactions(producer, WAIT));
    return producer;
}

/* Waits for the admin's answer. */
static void finish(rd_kafka_queue_t *queue, const char *what) {
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, WAIT);
    if (!event) fail(what, "the cluster does not answer");
    check(what, rd_kafka_event_error(event));
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
}

static void make_topics(const char **names, size_t count) {
    rd_kafka_t *admin = client(RD_KAFKA_PRODUCER, NULL);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(admin);
    rd_kafka_NewTopic_t *topics[TOPICS_MAX];
    char text[256];
    for (size_t i = 0; i < count; i++) {
        topics[i] = rd_kafka_NewTopic_new(names[i], PARTITIONS, -1, text, sizeof text);
        if (!topics[i]) fail(names[i], text);
    }
    /* One that is there already is as good. */
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(admin, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_AdminOptions_set_operation_timeout(options, WAIT, text, sizeof text);
    rd_kafka_CreateTopics(admin, topics, count, options, queue);
    finish(queue, "making topics");
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_NewTopic_destroy_array(topics, count);
    rd_kafka_destroy(admin);
}

static void wipe(void) {
    rd_kafka_t *admin = client(RD_KAFKA_PRODUCER, NULL);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(admin);
    const rd_kafka_metadata_t *metadata;
    rd_kafka_DeleteTopic_t *topics[TOPICS_MAX];
    size_t count = 0;
    check("asking for the topics", rd_kafka_metadata(admin, 1, NULL, &metadata, WAIT));
    for (int i = 0; i < metadata->topic_cnt && count < TOPICS_MAX; i++)
        if (*prefix && !strncmp(metadata->topics[i].topic, prefix, strlen(prefix)))
            topics[count++] = rd_kafka_DeleteTopic_new(metadata->topics[i].topic);
    rd_kafka_metadata_destroy(metadata);
    if (count) {
        rd_kafka_DeleteTopics(admin, topics, count, NULL, queue);
        finish(queue, "deleting topics");
        rd_kafka_DeleteTopic_destroy_array(topics, count);
    } else {
        rd_kafka_queue_destroy(queue);
    }
    rd_kafka_destroy(admin);
}

static void produce(rd_kafka_t *producer, rd_kafka_topic_t *topic, int partition, const void *value, size_t size,
                    const void *key, size_t key_size) {
    while (rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, (void *)value, size, key, key_size, NULL)) {
        if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            fail("writing", rd_kafka_err2str(rd_kafka_last_error()));
        rd_kafka_poll(producer, 100);
    }
}

/* One transaction: what follows from the messages, and the offsets behind them. Destroys the messages. */
static void transact(rd_kafka_t *consumer, rd_kafka_t *producer, rd_kafka_topic_t *on, rd_kafka_topic_t *replies,
                     rd_kafka_message_t **messages, ssize_t count) {
    int64_t next[PARTITIONS];
    const char *topic = rd_kafka_topic_name(messages[0]->rkt);
    rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new(PARTITIONS);
    memset(next, -1, sizeof next);
    check_error("beginning a transaction", rd_kafka_begin_transaction(producer));
    for (ssize_t i = 0; i < count; i++) {
        rd_kafka_message_t *message = messages[i];
        check("reading", message->err);
        if (message->partition >= PARTITIONS) fail("reading", "the topic has more than 12 partitions");
        produce(producer, on, message->partition, message->payload, message->len, message->key, message->key_len);
        produce(producer, replies, 0, payload, REPLY_BYTES, message->key, message->key_len);
        next[message->partition] = message->offset + 1;
    }
    for (int i = 0; i < PARTITIONS; i++)
        if (next[i] >= 0) rd_kafka_topic_partition_list_add(offsets, topic, i)->offset = next[i];
    rd_kafka_consumer_group_metadata_t *standing = rd_kafka_consumer_group_metadata(consumer);
    check_error("sending offsets", rd_kafka_send_offsets_to_transaction(producer, offsets, standing, WAIT));
    check_error("committing", rd_kafka_commit_transaction(producer, WAIT));
    rd_kafka_consumer_group_metadata_destroy(standing);
    rd_kafka_topic_partition_list_destroy(offsets);
    for (ssize_t i = 0; i < count; i++) rd_kafka_message_destroy(messages[i]);
}

static void backlog(long count, long batch) {
    static rd_kafka_message_t *messages[BATCH_MAX];
    const char *names[] = {name("floor.on"), name("floor.replies")};
    char end[64];
    if (batch < 1 || batch > BATCH_MAX) fail("BATCH", "1 to 10000");
    make_topics(names, 2);
    snprintf(end, sizeof end, "floor-%ld-%d", batch, (int)getpid());
    rd_kafka_t *producer = transactional(name(end));
    rd_kafka_topic_t *on = topic_of(producer, names[0]), *replies = topic_of(producer, names[1]);
    rd_kafka_t *consumer = member(name(end), "earliest", name("waybill.commands"));
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer);
    long done = 0;
    double start_cpu = 0, start = 0, heard = now();
    while (done < count) {
        long wanted = count - done < batch ? count - done : batch;
        /* The first one tells that the group is joined: from here it is measured. */
        ssize_t got = rd_kafka_consume_batch_queue(queue, done ? 200 : WAIT, messages, done ? (size_t)wanted : 1);
        if (got < 0) check("reading", rd_kafka_last_error());
        if (got == 0 && now() - heard > WAIT * 1e3) fail("reading", "there are fewer commands than COUNT");
        if (got == 0) continue;
        heard = now();
        if (!done) start_cpu = cpu(), start = now();
        transact(consumer, producer, on, replies, messages, got);
        done += got;
    }
    printf("cpu_us\t%.3f\nrate\t%.0f\n", (cpu() - start_cpu) / count, count / (now() - start) * 1e6);
    fflush(stdout);
    /* Its threads and its place in the group go with the process: nothing here is worth waiting for. */
    _exit(0);
}

static int ascending(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return difference < 0 ? -1 : difference > 0;
}

static void print_latency(const char *what, double *times, long count) {
    qsort(times, count, sizeof *times, ascending);
    printf("%s_p50_ms\t%.3f\n%s_p99_ms\t%.3f\n", what, times[count / 2] / 1e3, what, times[count * 99 / 100] / 1e3);
}

static rd_kafka_message_t *poll(rd_kafka_t *consumer) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, WAIT);
    if (!message) fail("reading", "nothing came");
    check("reading", message->err);
    return message;
}

/* A reader of the replies, as an ingress has one: one partition, by position. */
static rd_kafka_t *reply_reader(const char *topic) {
    rd_kafka_t *reader = client(
        RD_KAFKA_CONSUMER, "group.id", "none", "isolation.level", "read_committed", "enable.auto.commit", "false",
        NULL);
    int64_t low, high;
    rd_kafka_resp_err_t code;
    double deadline = now() + WAIT * 1e3;
    /* A topic that was made just now may be without a leader for a moment. */
    while ((code = rd_kafka_query_watermark_offsets(reader, topic, 0, &low, &high, WAIT)) && now() < deadline)
        wait_until(now() + 1e4);
    check("asking for the end", code);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, 0)->offset = high;
    check("reading replies", rd_kafka_assign(reader, list));
    rd_kafka_topic_partition_list_destroy(list);
    return reader;
}

static void paced(long count, long rate) {
    static double whole[ROUNDS_MAX], transactions[ROUNDS_MAX];
    const char *names[] = {name("floor.paced"), name("floor.on"), name("floor.paced-replies")};
    char end[64];
    if (count < 1 || count > ROUNDS_MAX - WARM_UP || rate < 1) fail("COUNT or RATE", "out of range");
    make_topics(names, 3);
    snprintf(end, sizeof end, "floor-paced-%d", (int)getpid());
    rd_kafka_t *producer = transactional(name(end));
    rd_kafka_topic_t *on = topic_of(producer, names[1]), *replies = topic_of(producer, names[2]);
    rd_kafka_t *pusher = client(RD_KAFKA_PRODUCER, "enable.idempotence", "true", "linger.ms", "0", NULL);
    rd_kafka_topic_t *commands = topic_of(pusher, names[0]);
    rd_kafka_t *reader = reply_reader(names[2]);
    rd_kafka_t *consumer = member(name(end), "earliest", names[0]);
    double next = now();
    for (long i = -WARM_UP; i < count; i++, next += 1e6 / rate) {
        wait_until(next);
        double start = now();
        produce(pusher, commands, (int)((i + WARM_UP) % PARTITIONS), payload, COMMAND_BYTES, "key", 3);
        rd_kafka_flush(pusher, WAIT);
        rd_kafka_message_t *message = poll(consumer);
        double begin = now();
        transact(consumer, producer, on, replies, &message, 1);
        double committed = now();
        rd_kafka_message_destroy(poll(reader));
        if (i < 0) continue;
        transactions[i] = committed - begin;
        whole[i] = now() - start;
    }
    print_latency("transaction", transactions, count);
    print_latency("reply", whole, count);
    fflush(stdout);
    _exit(0);
}

int main(int count, char **arguments) {
    const char *verb = count > 3 ? arguments[1] : "";
    if (count > 3) servers = arguments[2], prefix = arguments[3];
    memset(payload, 'x', sizeof payload);
    if (!strcmp(verb, "wipe") && count == 4) wipe();
    else if (!strcmp(verb, "backlog") && count == 6) backlog(atol(arguments[4]), atol(arguments[5]));
    else if (!strcmp(verb, "paced") && count == 6) paced(atol(arguments[4]), atol(arguments[5]));
    else fail("usage", "backlog|paced SERVERS PREFIX COUNT BATCH|RATE, or wipe SERVERS PREFIX");
    return 0;
}
